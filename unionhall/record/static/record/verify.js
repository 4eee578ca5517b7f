// Checks the record in the reader's own browser: every seal, the signed root, what the entries are said to say,
// and that nothing changed since this browser last looked. It asks the server only for the record itself.
//
// <section data-verify data-url="…" data-good="…" data-…="…"><button data-verify-start hidden>…</button>
//   <p data-verify-result role="status"></p></section>
//
// The answer at data-url is JSON: {checkpoint, vkey, leaves: [text], openings: [{index, salt, content}]}; `vkey` holds
// a key a line. Every sentence comes from a data attribute of the section, named as the outcomes below, so that it
// is in the reader's language; {entries}, {openings}, {entry}, {before} and {key} are filled in.

const bytes = new TextEncoder();
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

class Bad extends Error {
  constructor(outcome, values = {}) {
    super(outcome);
    this.values = values;
  }
}

const hex = (data) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
const unbase64 = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

async function sha256(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

const leafHash = (leaf) => sha256([0], bytes.encode(leaf));
const nodeHash = (left, right) => sha256([1], left, right);

// RFC 6962: level by level, an odd one out rises unhashed.
export async function root(hashes) {
  if (!hashes.length) return EMPTY;
  let level = hashes;
  while (level.length > 1) {
    const above = [];
    for (let at = 0; at + 1 < level.length; at += 2) above.push(nodeHash(level[at], level[at + 1]));
    const odd = level.length % 2 ? [level[level.length - 1]] : [];
    level = [...(await Promise.all(above)), ...odd];
  }
  return hex(level[0]);
}

async function readKey(line) {
  const [name, id, ...rest] = line.trim().split("+");
  const data = unbase64(rest.join("+"));
  const expected = await sha256(bytes.encode(`${name}\n`), data);
  if (data.length !== 33 || data[0] !== 1 || hex(expected.slice(0, 4)) !== id) throw new Bad("badsignature");
  return { name, id, public: data.slice(1), text: line.trim() };
}

// The fingerprint as it is printed: the first 32 hex digits of SHA-256 over the written key, in fours.
async function fingerprint(key) {
  return hex(await sha256(bytes.encode(key.text))).slice(0, 32).match(/.{4}/g).join(" ");
}

function readNote(note) {
  const cut = note.lastIndexOf("\n\n");
  const lines = note.slice(cut + 2).split("\n");
  if (cut < 0 || lines.pop() !== "") throw new Bad("badsignature");
  const signatures = lines.map((line) => {
    const [dash, name, encoded, more] = line.split(" ");
    if (dash !== "—" || !encoded || more !== undefined) throw new Bad("badsignature");
    const data = unbase64(encoded);
    return { name, id: hex(data.slice(0, 4)), value: data.slice(4) };
  });
  const text = note.slice(0, cut + 1);
  const [origin, size, encoded] = text.split("\n");
  if (!/^(0|[1-9]\d{0,15})$/.test(size)) throw new Bad("badsignature");
  return { text, signatures, origin, size: Number(size), root: hex(unbase64(encoded)) };
}

// Gives the keys that signed, or null where this browser knows no Ed25519.
async function signers(note, keys) {
  const found = [];
  for (const key of keys.filter((one) => one.name === note.origin)) {
    const line = note.signatures.find((one) => one.name === key.name && one.id === key.id);
    if (!line) continue;
    let handle;
    try {
      handle = await crypto.subtle.importKey("raw", key.public, { name: "Ed25519" }, false, ["verify"]);
    } catch {
      return null;
    }
    const fits = await crypto.subtle.verify({ name: "Ed25519" }, handle, line.value, bytes.encode(note.text));
    if (!fits) throw new Bad("badsignature");
    found.push(key);
  }
  if (!found.length) throw new Bad("badsignature");
  return found;
}

async function checkOpening(opening, leaves) {
  const values = { entry: opening.index };
  let leaf;
  try {
    leaf = JSON.parse(leaves[opening.index]);
  } catch {
    throw new Bad("badentry", values);
  }
  if (!/^[0-9a-f]{64}$/.test(opening.salt)) throw new Bad("badopening", values);
  const commit = hex(await sha256(unhex(opening.salt), bytes.encode(opening.content)));
  if (commit !== leaf.commit) throw new Bad("badopening", values);
}

// What this browser remembers says nothing to whoever finds it: hashes and a number.
async function memory(origin) {
  const place = "r" + hex(await sha256(bytes.encode(origin))).slice(0, 24);
  return {
    read() {
      try {
        return JSON.parse(localStorage.getItem(place));
      } catch {
        return null;
      }
    },
    write(value) {
      try {
        localStorage.setItem(place, JSON.stringify(value));
      } catch {
        /* a browser that keeps nothing cannot compare next time; what was checked now stands */
      }
    },
  };
}

async function checkSince(before, note, hashes, keyMarks) {
  if (!before) return;
  const values = { before: before.size };
  if (before.size > note.size) throw new Bad("shorter", values);
  if ((await root(hashes.slice(0, before.size))) !== before.root) throw new Bad("rewritten", values);
  if (!before.keys.some((mark) => keyMarks.includes(mark))) throw new Bad("newkey", values);
}

// Gives {outcome, values}; throws `Bad` for what is wrong.
export async function check(record) {
  const keys = await Promise.all(record.vkey.trim().split("\n").map(readKey));
  const note = readNote(record.checkpoint);
  const signed = await signers(note, keys);
  const leaves = record.leaves.slice(0, note.size); // entries sealed since are for the next checkpoint
  if (leaves.length !== note.size) throw new Bad("missing", { entry: leaves.length });
  const hashes = await Promise.all(leaves.map(leafHash));
  if ((await root(hashes)) !== note.root) throw new Bad("badroot");
  const openings = record.openings.filter((one) => one.index < note.size);
  for (const opening of openings) await checkOpening(opening, leaves);

  const marks = await Promise.all((signed || keys).map(async (key) => hex(await sha256(bytes.encode(key.text)))));
  const kept = await memory(note.origin);
  const before = kept.read();
  await checkSince(before, note, hashes, marks);
  kept.write({ size: note.size, root: note.root, keys: marks });
  const values = {
    entries: note.size,
    openings: openings.length,
    before: before ? before.size : 0,
    key: await fingerprint((signed || keys)[0]),
  };
  return { outcome: signed === null ? "unsigned" : before ? "good" : "first", values };
}

function say(section, outcome, values = {}) {
  const result = section.querySelector("[data-verify-result]");
  const text = section.dataset[outcome] || outcome;
  result.textContent = text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  const state = { good: "good", first: "good", unsigned: "partly", running: "running" }[outcome];
  section.dataset.verifyState = state || (["failed", "nocrypto"].includes(outcome) ? "unknown" : "bad");
}

async function run(section) {
  say(section, "running");
  if (!globalThis.crypto || !crypto.subtle) return say(section, "nocrypto");
  let record;
  try {
    const answer = await fetch(section.dataset.url, { cache: "no-store", credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.status);
    record = await answer.json();
  } catch {
    return say(section, "failed");
  }
  try {
    const { outcome, values } = await check(record);
    return say(section, outcome, values);
  } catch (fault) {
    // What cannot even be read was not written by a sound hall.
    return fault instanceof Bad ? say(section, fault.message, fault.values) : say(section, "badroot");
  }
}

for (const section of document.querySelectorAll("[data-verify]")) {
  const button = section.querySelector("[data-verify-start]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => run(section));
  } else run(section);
}
