// The secrets of a run, and the search for them in whatever form they could have been written.

// So many characters of a secret, 72 bits of a random one, are taken for all of it: what is cut is found as well.
const fragment = 12;

export class Secrets {
  #secrets = new Map();

  // Takes note of a secret of some kind; `where` is what must not have it: "everywhere" or "log".
  add(kind, secret, where = "everywhere") {
    if (typeof secret !== "string" || secret === "") throw new Error(`no ${kind}: ${secret}`);
    if (!this.#secrets.has(secret)) this.#secrets.set(secret, { kind, secret, where });
    return secret;
  }

  get all() {
    return [...this.#secrets.values()];
  }

  // How many there are of each kind.
  get counts() {
    const counts = {};
    for (const { kind } of this.all) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  }

  // The findings in `haystack`, a buffer out of the `"log"` or the `"database"`.
  findIn(haystack, where) {
    const findings = [];
    for (const { kind, secret, where: forbidden } of this.all) {
      if (forbidden !== "everywhere" && forbidden !== where) continue;
      for (const [form, needle] of forms(secret)) {
        const place = haystack.indexOf(needle);
        if (place >= 0) findings.push(`${kind}, ${form}: …${excerpt(haystack, place)}…`);
      }
    }
    return findings;
  }
}

function excerpt(haystack, place) {
  const text = haystack.subarray(Math.max(0, place - 80), place + 40).toString("latin1");
  return text.replace(/[^ -~]/g, ".");
}

// Name and bytes of every form of a secret.
export function* forms(secret) {
  for (const bytes of decoded(secret)) {
    const name = bytes.equals(Buffer.from(secret)) ? "" : ", decoded";
    if (bytes.length >= 16) yield [`raw${name}`, bytes];
    yield [`hex${name}`, Buffer.from(bytes.toString("hex"))];
    yield [`HEX${name}`, Buffer.from(bytes.toString("hex").toUpperCase())];
    yield [`list of bytes${name}`, Buffer.from([...bytes.subarray(0, fragment)].join(", "))];
    for (const offset of [0, 1, 2]) {
      for (const alphabet of ["base64", "base64url"]) yield [`${alphabet} at ${offset}${name}`, Buffer.from(inBase64(bytes, offset, alphabet))];
    }
  }
  yield* parts(secret, "as it is");
  const percent = encodeURIComponent(secret);
  const quoted = JSON.stringify(secret).slice(1, -1);
  for (const [form, text] of [["percent-encoded", percent], ["percent-encoded in lower case", percent.replace(/%../g, (code) => code.toLowerCase())], ["percent-encoded twice", encodeURIComponent(percent)], ["as a form", new URLSearchParams({ "": secret }).toString().slice(1)], ["escaped", quoted], ["escaped twice", JSON.stringify(quoted).slice(1, -1)]]) {
    if (text !== secret) yield* parts(text, form);
  }
}

// The first and the last characters that are the secret's own; of a short one all.
function* parts(text, form) {
  const own = text.replace(/^(imcp_[a-z]{2}_|dG9rO)/, "");
  if (own.length < 2 * fragment) {
    yield [form, Buffer.from(text)];
  } else {
    yield [`${form}, its beginning`, Buffer.from(own.slice(0, fragment))];
    yield [`${form}, its end`, Buffer.from(own.slice(-fragment))];
  }
}

// The bytes of the text, and those that it encodes.
function decoded(secret) {
  const own = secret.replace(/^imcp_[a-z]{2}_/, "");
  const isEncoded = own.length >= 40 && /^[-\w+/]+=*$/.test(own);
  return [Buffer.from(secret), ...(isEncoded ? [Buffer.from(own, /[-_]/.test(own) ? "base64url" : "base64")] : [])];
}

// What of a longer text's base64 comes from `bytes` alone, if so many bytes stand before it.
function inBase64(bytes, offset, alphabet) {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString(alphabet).replace(/=+$/, "");
  const whole = (offset + bytes.length) % 3 === 0 ? text : text.slice(0, -1);
  return whole.slice(Math.ceil((offset * 8) / 6));
}
