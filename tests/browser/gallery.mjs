// Serves what the example `pages` wrote, each page under the headers it was given, and takes what its forms post.

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";

export class Gallery {
  // What arrived at `/authorize`, and at the origins to which it led: `{ headers, fields }`.
  posted = [];
  arrived = [];
  #servers = [];

  static async open(folder) {
    const gallery = new Gallery();
    gallery.pages = JSON.parse(readFileSync(path.join(folder, "pages.json"), "utf8"));
    // Intercom, and a client, stand on origins of their own: another port is another origin.
    gallery.client = await gallery.#serve((request, response) => gallery.#arrive(request, response));
    gallery.intercom = await gallery.#serve((request, response) => {
      gallery.arrived.push({ at: "intercom", headers: request.headers });
      response.writeHead(302, { location: `${gallery.client}/callback?code=a` }).end();
    });
    gallery.origin = await gallery.#serve((request, response) => gallery.#answer(folder, request, response));
    return gallery;
  }

  url(page) {
    return `${this.origin}/${page.name}`;
  }

  forget() {
    this.posted.length = this.arrived.length = 0;
  }

  close() {
    for (const server of this.#servers) server.close().closeAllConnections();
  }

  async #serve(answer) {
    const server = createServer(answer).listen(0, "127.0.0.1");
    await once(server, "listening");
    this.#servers.push(server);
    return `http://127.0.0.1:${server.address().port}`;
  }

  async #answer(folder, request, response) {
    if (request.url === "/authorize") return this.#authorize(request, response);
    const page = this.pages.find(({ name }) => request.url === `/${name}`);
    if (!page) return response.writeHead(404).end();
    response.writeHead(page.status, page.headers).end(readFileSync(path.join(folder, `${page.name}.html`)));
  }

  async #authorize(request, response) {
    let body = "";
    for await (const chunk of request) body += chunk;
    const fields = Object.fromEntries(new URLSearchParams(body));
    this.posted.push({ headers: request.headers, fields });
    // As the server does: denial goes to the client, approval by way of Intercom.
    const target = fields.decision === "approve" ? `${this.intercom}/oauth` : `${this.client}/callback`;
    response.writeHead(303, { location: target }).end();
  }

  #arrive(request, response) {
    if (request.url.startsWith("/callback")) this.arrived.push({ at: "client", headers: request.headers });
    response.writeHead(200, { "content-type": "text/html" }).end("<title>client</title>");
  }
}
