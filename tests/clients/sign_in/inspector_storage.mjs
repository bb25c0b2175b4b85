// What the MCP Inspector keeps between its runs, in files of a folder of its own.

import { readFile } from "node:fs/promises";
import path from "node:path";

// The system's key ring is not for tests.
export function variables(folder) {
  return { PATH: process.env.PATH, HOME: folder, MCP_STORAGE_DIR: folder, MCP_INSPECTOR_SECRET_STORE: "file" };
}

// Tokens and client id for the server at `origin`.
export async function tokens(folder, origin) {
  // The one with the secrets is there once there are any.
  const kept = async (name) => JSON.parse(await readFile(path.join(folder, name), "utf8").catch(() => "{}"));
  const [{ servers = {} }, { secrets = {} }] = [await kept("oauth.json"), await kept("secrets.json")];
  const registered = Object.values(servers).map(({ byIssuer }) => byIssuer?.[origin]?.clientInformation?.client_id);
  const given = Object.entries(secrets).find(([name]) => name.endsWith(`:tokens:${origin}`))?.[1];
  return { ...(given && JSON.parse(given)), client_id: registered.find(Boolean) };
}
