// Stands between the server and the simulator, and notes what they tell each other in secret.

import http from "node:http";
import { once } from "node:events";

export async function wiretap(upstream, secrets) {
  const proxy = http.createServer((request, response) => {
    const body = [];
    request.on("data", (chunk) => body.push(chunk));
    request.on("end", () => {
      const sent = Buffer.concat(body);
      if (request.headers.authorization) secrets.add("Intercom token", request.headers.authorization.replace(/^Bearer /i, ""));
      const { method, url: path, headers } = request;
      const onward = http.request({ host: "127.0.0.1", port: upstream, method, path, headers, agent: false }, (answer) => {
        const chunks = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("error", () => response.destroy());
        answer.on("end", () => {
          const text = Buffer.concat(chunks);
          const token = path.endsWith("/auth/eagle/token") && answer.statusCode === 200 && text.toString().match(/"access_token":\s*"([^"]+)"/)?.[1];
          if (token) secrets.add("Intercom token", token);
          response.writeHead(answer.statusCode, answer.headers).end(text);
        });
      });
      onward.on("error", () => response.destroy());
      onward.end(sent);
    });
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return proxy;
}
