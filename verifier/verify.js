/* Verify the export of a vote in a browser, offline: open verify.html from a folder, no server needed.

   Written from docs/voting-protocol.md alone; shares no code with the platform nor with verify.py. Checks V1 to V17 and a count of its
   own, in exact fractions. Signatures are checked by the browser (WebCrypto), ballots opened with evote-crypto.js beside this file. */
'use strict';

const Verifier = (() => {
  const { chacha20poly1305, ed25519, hmac, sha256, x25519 } = evoteCrypto;
  const utf8 = new TextEncoder();
  const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const OK = 'ok', NOTE = 'note', WARNING = 'warning', FAILED = 'failed';
  const MOST_BYTES = 2 * 1024 ** 3;
  const MOST_WORK = 30_000_000;
  const CHECKS = Array.from({ length: 17 }, (_, i) => `V${i + 1}`);

  /* Something that must not be, with the check that found it. */
  class Failure extends Error {
    constructor(check, korean, english) {
      super(english);
      Object.assign(this, { check, korean, english });
    }
  }
  /* A count this program does not know, or would take too long over. */
  class Unfinished extends Error {}

  class Report {
    constructor() { this.findings = []; }
    add(level, check, korean, english) { this.findings.push([check, level, korean, english]); }
    failed(check, korean, english) {
      const told = this.findings.filter(([name, level]) => name === check && level === FAILED).length;
      if (told < 10) this.add(FAILED, check, korean, english);
      else if (told === 10) this.add(FAILED, check, '같은 종류의 잘못이 더 있습니다.', 'There is more of the same kind.');
    }
    has(level) { return this.findings.some((one) => one[1] === level); }
    failures() { return [...new Set(this.findings.filter((one) => one[1] === FAILED).map((one) => one[0]))].sort(); }
    get exit() { return this.has(FAILED) ? 2 : this.has(WARNING) ? 3 : 0; }
    sorted() { return [...this.findings].sort((a, b) => Number(a[0].slice(1)) - Number(b[0].slice(1))); }
  }

  // --- bytes, text, JSON ---------------------------------------------------------------------------------------------

  function join(...parts) {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
    return all;
  }
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const hashHex = (text) => hex(sha256(utf8.encode(text)));
  const big = (number, length) => Uint8Array.from({ length }, (_, i) => Math.floor(number / 256 ** (length - 1 - i)) % 256);
  const count = (number) => number.toLocaleString('en-US');
  const binary = (bytes) => bytes.reduce((text, byte) => text + String.fromCharCode(byte), '');
  const b64 = (bytes) => btoa(binary(bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  const tagged = (purpose, election, ...parts) => join(utf8.encode(`evote/v1/${purpose}\0`), election, ...parts);
  const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
  const has = (object, name) => Object.prototype.hasOwnProperty.call(object, name);

  function bytesOf(packed) { return Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0)); }

  function unb64(text, length = null) {
    if (typeof text !== 'string' || !/^[A-Za-z0-9_-]*$/.test(text) || text.endsWith('\n')) throw new Error('not base64url');
    const bytes = bytesOf(text.replaceAll('-', '+').replaceAll('_', '/'));
    if (b64(bytes) !== text || (length !== null && bytes.length !== length)) throw new Error('not base64url of that length');
    return bytes;
  }

  function std64(text) {
    const bytes = bytesOf(text);
    if (btoa(binary(bytes)) !== text) throw new Error('not base64');
    return bytes;
  }

  /* RFC 8785 for objects, lists, well-formed strings and whole numbers; JavaScript sorts by UTF-16 units, as the standard asks. */
  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
    if (isObject(value)) return `{${Object.keys(value).sort().map((name) => `${canonical(name)}:${canonical(value[name])}`).join(',')}}`;
    if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new Error('a number that is not allowed');
    if (typeof value === 'string' && /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value)) throw new Error('half a letter');
    return JSON.stringify(value);
  }

  /* The value of canonical JSON bytes; whatever has another spelling is refused, and with it doubled keys and odd numbers. */
  function parse(bytes) {
    const text = strictUtf8.decode(bytes);
    const value = JSON.parse(text);
    if (canonical(value) !== text) throw new Error('not canonical');
    return value;
  }

  const KINDS = {
    text: (value) => typeof value === 'string', whole: (value) => typeof value === 'number', list: Array.isArray, object: isObject,
  };
  /* An object with exactly these fields of these kinds. */
  function shaped(value, shape) {
    const names = Object.keys(shape);
    if (!isObject(value) || Object.keys(value).length !== names.length) throw new Error('wrong fields');
    for (const name of names) if (!has(value, name) || !KINDS[shape[name]](value[name])) throw new Error('wrong fields');
    return value;
  }

  /* Reading a field that is not there is a fault, as it is in a language that has no `undefined`. */
  const strict = (object) => new Proxy(object, {
    get(target, name) {
      if (typeof name === 'string' && !has(target, name)) throw new Error(`no ${name}`);
      return target[name];
    },
  });

  /* Order of code points; JavaScript's own is that of UTF-16 units, which differs beyond the first plane. */
  function byPoints(a, b) {
    const one = Array.from(a), two = Array.from(b);
    for (let i = 0; i < Math.min(one.length, two.length); i += 1) {
      if (one[i] !== two[i]) return one[i].codePointAt(0) - two[i].codePointAt(0);
    }
    return one.length - two.length;
  }

  const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  function tracker(leafHash) {
    const bits = Array.from(leafHash.slice(0, 10), (byte) => byte.toString(2).padStart(8, '0')).join('');
    const letters = Array.from({ length: 16 }, (_, i) => ALPHABET[parseInt(bits.slice(5 * i, 5 * i + 5), 2)]).join('');
    return letters.match(/.{4}/g).join('-');
  }

  // --- signatures and sealing ----------------------------------------------------------------------------------------

  let native = null;
  async function hasNative() {
    if (native === null) {
      native = {};
      for (const [name, use] of [['Ed25519', 'verify'], ['X25519', null]]) {
        try {
          const key = name === 'Ed25519' ? ed25519.getPublicKey(new Uint8Array(32)) : x25519.getPublicKey(new Uint8Array(32).fill(1));
          await crypto.subtle.importKey('raw', key, { name }, false, use ? [use] : []);
          native[name] = true;
        } catch { native[name] = false; }
      }
    }
    return native;
  }

  async function isSigned(key, signature, message) {
    if (key.length !== 32 || signature.length !== 64) return false;
    try {
      if (!(await hasNative()).Ed25519) return ed25519.verify(signature, message, key, { zip215: false });
      const imported = await crypto.subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
      return await crypto.subtle.verify('Ed25519', imported, signature, message);
    } catch { return false; }
  }

  const extract = (salt, suite, label, secret) => hmac(sha256, salt, join(utf8.encode('HPKE-v1'), suite, utf8.encode(label), secret));
  const expand = (key, suite, label, info, length) =>
    hmac(sha256, key, join(big(length, 2), utf8.encode('HPKE-v1'), suite, utf8.encode(label), info, Uint8Array.of(1))).slice(0, length);

  /* HPKE (RFC 9180), base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. */
  class Opener {
    static async of(secret) {
      const opener = new Opener();
      Object.assign(opener, { secret, open: x25519.getPublicKey(secret), key: null });
      if ((await hasNative()).X25519) {
        const jwk = { kty: 'OKP', crv: 'X25519', d: b64(secret), x: b64(opener.open) };
        try { opener.key = await crypto.subtle.importKey('jwk', jwk, { name: 'X25519' }, false, ['deriveBits']); } catch { opener.key = null; }
      }
      return opener;
    }

    async agreed(enc) {
      if (!this.key) return x25519.getSharedSecret(this.secret, enc);
      const theirs = await crypto.subtle.importKey('raw', enc, { name: 'X25519' }, false, []);
      return new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: theirs }, this.key, 256));
    }

    async plain(sealed, info) {
      const nothing = new Uint8Array();
      const kem = join(utf8.encode('KEM'), big(0x20, 2));
      const suite = join(utf8.encode('HPKE'), big(0x20, 2), big(1, 2), big(3, 2));
      const enc = sealed.slice(0, 32);
      const prk = extract(nothing, kem, 'eae_prk', await this.agreed(enc));
      const shared = expand(prk, kem, 'shared_secret', join(enc, this.open), 32);
      const schedule = join(Uint8Array.of(0), extract(nothing, suite, 'psk_id_hash', nothing), extract(nothing, suite, 'info_hash', info));
      const secret = extract(shared, suite, 'secret', nothing);
      const nonce = expand(secret, suite, 'base_nonce', schedule, 12);
      return chacha20poly1305(expand(secret, suite, 'key', schedule, 32), nonce).decrypt(sealed.slice(32));
    }
  }

  // --- the zip file --------------------------------------------------------------------------------------------------

  const FILES = /^(manifest\.json|log\.jsonl|checkpoints\.txt|result\.json|ballots\/[0-9]{4}\.jsonl|paper\/[A-Za-z0-9_-]{1,60}\.json)$/;
  const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c;
  });
  function crc32(bytes) {
    let c = 0xffffffff;
    for (let i = 0; i < bytes.length; i += 1) c = CRC[(c ^ bytes[i]) & 255] ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
  }

  async function inflated(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  function entries(data) {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    let end = data.length - 22;
    while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
    if (end < 0) throw new Error('no end of central directory');
    const found = [];
    let at = view.getUint32(end + 16, true);
    for (let number = view.getUint16(end + 10, true); number; number -= 1) {
      if (view.getUint32(at, true) !== 0x02014b50) throw new Error('no entry');
      const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
      const [crc, packed, size] = [16, 20, 24].map((place) => view.getUint32(at + place, true));
      const lengths = [28, 30, 32].map((place) => view.getUint16(at + place, true));
      const name = strictUtf8.decode(data.subarray(at + 46, at + 46 + lengths[0]));
      const local = view.getUint32(at + 42, true);
      if (view.getUint32(local, true) !== 0x04034b50 || flags & 1) throw new Error('no file');
      const own = view.getUint16(local + 26, true);
      if (strictUtf8.decode(data.subarray(local + 30, local + 30 + own)) !== name) throw new Error('two names');
      const start = local + 30 + own + view.getUint16(local + 28, true);
      if (start + packed > data.length) throw new Error('cut off');
      found.push({ name, method, crc, size, packed: data.subarray(start, start + packed) });
      at += 46 + lengths[0] + lengths[1] + lengths[2];
    }
    return found;
  }

  async function readExport(data) {
    const files = new Map();
    try {
      const list = entries(data);
      if (list.reduce((sum, one) => sum + one.size, 0) > MOST_BYTES) throw new Failure('V1', '파일이 지나치게 큽니다.', 'The file is far too large.');
      for (const { name, method, crc, size, packed } of list) {
        if (!FILES.test(name) || name.endsWith('\n') || files.has(name)) {
          throw new Failure('V1', `있어서는 안 되는 파일이 들어 있습니다: ${name.slice(0, 80)}`, `A file that does not belong: ${name.slice(0, 80)}`);
        }
        if (method !== 0 && method !== 8) throw new Error('another method');
        const bytes = method ? await inflated(packed) : packed.slice();
        if (bytes.length !== size || crc32(bytes) !== crc) throw new Error('broken');
        files.set(name, bytes);
      }
    } catch (fault) {
      if (fault instanceof Failure) throw fault;
      throw new Failure('V1', '압축 파일이 깨졌습니다.', `The zip file is broken (${fault.message}).`);
    }
    return files;
  }

  /* The lines of a file that ends with a line break. */
  function jsonl(data) {
    if (!data) throw new Error('no such file');
    if (!data.length) return [];
    if (data[data.length - 1] !== 10) throw new Error('the last line is cut off');
    const lines = [];
    for (let start = 0, at = 0; at < data.length; at += 1) {
      if (data[at] === 10) {
        lines.push(data.subarray(start, at));
        start = at + 1;
      }
    }
    return lines;
  }

  // --- manifest, leaves, log -----------------------------------------------------------------------------------------

  function readKey(text, kind) {
    if (typeof text !== 'string' || text.split('+').length < 3) throw new Error('not a key');
    const [name, identity] = text.split('+', 2);
    const raw = std64(text.slice(name.length + identity.length + 2));
    const id = sha256(join(utf8.encode(`${name}\n`), raw)).slice(0, 4);
    if (raw.length !== 33 || raw[0] !== kind || hex(id) !== identity || !name || /\s/.test(name)) throw new Error('not a key');
    return { name, public: raw.slice(1), id: hex(id) };
  }

  const MANIFEST = {
    v: 'text', level: 'text', paper: 'object', styles: 'object', opening_key: 'text', trustees: 'object', log: 'text', witnesses: 'object',
    officers: 'object', bucket: 'whole', epoch: 'object', issuing_ends_at: 'text', roll: 'text', client: 'text',
  };

  function readManifest(data) {
    if (!data) throw new Error('no manifest');
    const raw = shaped(parse(data), MANIFEST);
    if (raw.v !== 'evote/v1' || raw.level !== 'L2' || ![512, 1024].includes(raw.bucket) || !['fixed', 'open'].includes(raw.roll)) throw new Error('another version');
    const codes = raw.paper.electorates.map((body) => strict(body).code);
    const styles = Object.keys(raw.styles);
    if (new Set(codes).size !== codes.length || codes.length !== styles.length || codes.some((code) => !has(raw.styles, code))) throw new Error('styles and electorates differ');
    const moduli = new Map(styles.map((code) => [code, unb64(shaped(raw.styles[code], { issuer: 'text' }).issuer)]));
    const odd = [...moduli.values()].some((n) => n.length < 128 || !(n[0] & 0x80) || !(n[n.length - 1] & 1));
    if (odd || new Set([...moduli.values()].map(hex)).size !== moduli.size) throw new Error('issuer keys');
    const witnesses = shaped(raw.witnesses, { keys: 'list', least: 'whole' });
    const election = sha256(data);
    return {
      raw, election, E: b64(election), moduli, opening: unb64(raw.opening_key, 32), log: readKey(raw.log, 1),
      witnesses: witnesses.keys.map((text) => readKey(text, 4)), least: witnesses.least, bucket: raw.bucket,
      officers: new Map(Object.entries(raw.officers).map(([name, key]) => [name, unb64(key, 32)])),
    };
  }

  const LEAVES = {
    manifest: {}, roll: { sizes: 'object', root: 'text' }, ballot: { s: 'text', pk: 'text', ctr: 'whole', h: 'text' }, issued: { n: 'object' },
    paper_batch: { station: 'text', s: 'text', h: 'text' }, close: { issued: 'object', roll: 'object', ballots: 'whole' },
    open_key: { sk: 'text', lot: 'text' }, result: { sha256: 'text' },
  };

  function readLeaf(data, E) {
    if (data.length > 4096) throw new Error('too long');
    const value = parse(data);
    const shape = isObject(value) && typeof value.t === 'string' && has(LEAVES, value.t) ? LEAVES[value.t] : null;
    if (!shape) throw new Error('no such leaf');
    const raw = shaped(value, { t: 'text', E: 'text', ...shape });
    if (raw.E !== E) throw new Error('another election');
    if (raw.t === 'ballot') [raw.pk, raw.h].forEach((text) => unb64(text, 32));
    for (const name of ['n', 'issued', 'roll', 'sizes']) {
      if (has(raw, name) && Object.values(raw[name]).some((n) => typeof n !== 'number' || n < 0)) throw new Error('a count that is none');
    }
    return raw;
  }

  const leafHash = (data) => sha256(join(Uint8Array.of(0), data));
  const node = (left, right) => sha256(join(Uint8Array.of(1), left, right));

  /* The root after every leaf, from the roots of the complete subtrees on the right edge. */
  class Roots {
    constructor() { Object.assign(this, { size: 0, edge: [] }); }
    add(hashed) {
      this.edge.push(hashed);
      this.size += 1;
      for (let even = this.size; even % 2 === 0; even /= 2) {
        const right = this.edge.pop();
        this.edge.push(node(this.edge.pop(), right));
      }
    }
    get root() {
      if (!this.edge.length) return hex(sha256(new Uint8Array()));
      return hex(this.edge.slice(0, -1).reduceRight((root, left) => node(left, root), this.edge[this.edge.length - 1]));
    }
  }

  function rootByPath(leaf, index, size, path) {
    if (!(index >= 0 && index < size) || path.some((step) => step.length !== 32) || (size > 1) !== path.length > 0) throw new Error('not a path');
    if (size === 1) return leaf;
    let half = 1;
    while (half * 2 < size) half *= 2;
    const [rest, top] = [path.slice(0, -1), path[path.length - 1]];
    return index < half ? node(rootByPath(leaf, index, half, rest), top) : node(top, rootByPath(leaf, index - half, size - half, rest));
  }

  function readHead(note) {
    const gap = note.lastIndexOf('\n\n');
    const [text, tail] = [note.slice(0, gap), note.slice(gap + 2)];
    const match = gap >= 0 && text.match(/^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)$/);
    if (!match || !tail.endsWith('\n')) throw new Error('not a head');
    const signatures = tail.slice(0, -1).split('\n').map((line) => {
      const found = line.match(/^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/);
      if (!found) throw new Error('not a signature');
      const raw = std64(found[2]);
      return { name: found[1], id: hex(raw.slice(0, 4)), bytes: raw.slice(4) };
    });
    return { text: `${text}\n`, origin: match[1], size: Number(match[2]), root: hex(std64(match[3])), written: match[3], signatures };
  }

  function readHeads(data) {
    if (!data) throw new Error('no heads');
    const text = strictUtf8.decode(data);
    if (!text) return [];
    if (!text.endsWith('\n\n')) throw new Error('not a list of heads');
    const parts = text.split(/(?<=\n)\n(?!\u2014)/);
    if (parts.pop()) throw new Error('not a list of heads');
    return parts.map(readHead);
  }

  const isOf = (key) => (one) => one.name === key.name && one.id === key.id;

  async function isBy(head, key) {
    const mine = head.signatures.filter(isOf(key));
    return mine.length === 1 && isSigned(key.public, mine[0].bytes, utf8.encode(head.text));
  }

  async function isSeenBy(head, key) {
    const mine = head.signatures.filter(isOf(key)).find((one) => one.bytes.length === 72);
    if (!mine) return false;
    const seconds = mine.bytes.slice(0, 8).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    return isSigned(key.public, mine.bytes.slice(8), utf8.encode(`cosignature/v1\ntime ${seconds}\n${head.text}`));
  }

  // --- exact numbers -------------------------------------------------------------------------------------------------

  function gcd(a, b) {
    let [x, y] = [a < 0n ? -a : a, b];
    while (y) [x, y] = [y, x % y];
    return x;
  }

  /* A fraction in lowest terms. */
  class Q {
    constructor(n, d = 1n) {
      if (d === 0n) throw new Error('division by zero');
      const shared = gcd(n, d) || 1n;
      this.n = (d < 0n ? -n : n) / shared;
      this.d = (d < 0n ? -d : d) / shared;
    }
    static of(value) {
      if (value instanceof Q) return value;
      if (typeof value === 'number' && Number.isSafeInteger(value)) return new Q(BigInt(value));
      const match = typeof value === 'string' && value.match(/^(-?[0-9]+)(?:\/([0-9]+))?$/);
      if (!match) throw new Error('not a number');
      return new Q(BigInt(match[1]), BigInt(match[2] ?? 1));
    }
    plus(other) { const o = Q.of(other); return new Q(this.n * o.d + o.n * this.d, this.d * o.d); }
    minus(other) { const o = Q.of(other); return new Q(this.n * o.d - o.n * this.d, this.d * o.d); }
    times(other) { const o = Q.of(other); return new Q(this.n * o.n, this.d * o.d); }
    over(other) { const o = Q.of(other); return new Q(this.n * o.d, this.d * o.n); }
    compare(other) { const o = Q.of(other); const gap = this.n * o.d - o.n * this.d; return gap < 0n ? -1 : gap > 0n ? 1 : 0; }
    toString() { return `${this.n}/${this.d}`; }
  }
  const ZERO = new Q(0n);
  const total = (numbers) => numbers.reduce((sum, one) => sum.plus(one), ZERO);

  // --- counting ------------------------------------------------------------------------------------------------------

  /* {kind, ids, points}; whatever is no choice is unreadable, with a code as its only id. */
  function readChoice(answer) {
    const unreadable = (code) => ({ kind: 'unreadable', ids: [code], points: [] });
    const names = isObject(answer) ? Object.keys(answer) : [];
    if (names.length !== 1) return unreadable('MALFORMED');
    const [kind, content] = [names[0], answer[names[0]]];
    if (kind === 'none' && content === true) return { kind, ids: [], points: [] };
    if (kind === 'unreadable' && typeof content === 'string') return unreadable(content);
    if (kind === 'points' && isObject(content)) {
      if (Object.values(content).some((value) => typeof value !== 'number')) return unreadable('POINTS_NOT_WHOLE');
      const ids = Object.keys(content).sort(byPoints);
      return { kind, ids, points: ids.map((one) => content[one]) };
    }
    if ((kind === 'names' || kind === 'ranking') && Array.isArray(content) && content.every((one) => typeof one === 'string')) {
      return { kind, ids: kind === 'names' ? [...content].sort(byPoints) : content, points: [] };
    }
    return unreadable('MALFORMED');
  }

  const number = (found, least, most) => (found < least ? 'TOO_FEW_CHOICES' : most !== null && found > most ? 'TOO_MANY_CHOICES' : null);

  /* One paper with its ballots. `piles`: Map of style -> Map of text -> {choice, number}. */
  class Count {
    constructor(paper, piles, lot = '') {
      this.paper = paper;
      this.form = strict(paper.format);
      this.rule = strict(paper.rule);
      this.options = paper.options.map(strict);
      this.ids = this.options.map((one) => one.code);
      this.cost = new Map(this.options.map((one) => [one.code, one.cost]));
      this.category = new Map(this.options.map((one) => [one.code, one.category]));
      this.area = new Map(paper.options.map((one) => [one.code, one.area ?? '']));
      this.offered = new Map(paper.electorates.map((body) => [body.code, this.offeredTo(strict(body))]));
      this.running = this.options.filter((one) => !one.withdrawn).map((one) => one.code);
      this.budget = paper.budget;
      this.weight = new Map(paper.electorates.map((body) => [body.code, Q.of(body.weight)]));
      this.digest = hashHex(canonical(paper));
      this.piles = piles;
      this.spoiled = {};
      this.cast = {};
      this.valid = new Map();
      for (const code of this.weight.keys()) this.sortOut(code, piles.get(code) ?? new Map());
      this.seed = has(paper, 'lot_commitment') ? hashHex(`${lot}${this.digest}${this.fingerprint()}`) : '';
    }

    sortOut(code, pile) {
      const rows = [];
      let [lost, none] = [0, 0];
      for (const { choice, number: times } of pile.values()) {
        const fault = this.fault(choice, code);
        if (fault) {
          this.spoiled[fault] = (has(this.spoiled, fault) ? this.spoiled[fault] : 0) + times;
          lost += times;
          continue;
        }
        if (choice.kind === 'none') none += times;
        rows.push({ given: this.points(choice), choice, times });
      }
      this.valid.set(code, rows);
      this.cast[code] = { valid: rows.reduce((sum, row) => sum + row.times, 0), spoiled: lost, none };
    }

    /* What stands on an electorate's ballot: everything, or what is for everybody and for one of its areas. */
    offeredTo(body) {
      const areas = has(body, 'areas') ? body.areas : null;
      if (areas === null) return new Set(this.ids);
      if (!Array.isArray(areas) || areas.some((area) => typeof area !== 'string')) throw new Error('areas');
      return new Set(this.ids.filter((one) => !this.area.get(one) || areas.includes(this.area.get(one))));
    }

    /* Why a ballot is spoiled: the first rule it breaks. */
    fault(choice, style) {
      const { kind, ids } = choice;
      const form = this.form.kind;
      if (kind === 'none') return this.form.allow_none ? null : 'NONE_NOT_OFFERED';
      if (kind === 'unreadable') return ids[0];
      const wanted = { points: 'points', grades: 'points', ranking: 'ranking' }[form] ?? 'names';
      if (kind !== wanted) return 'WRONG_KIND';
      if (ids.some((one) => !this.cost.has(one))) return 'UNKNOWN_OPTION';
      if (new Set(ids).size !== ids.length) return 'DUPLICATE_OPTION';
      if (ids.some((one) => !this.offered.get(style).has(one))) return 'NOT_ON_THIS_BALLOT';
      if (form === 'choose-one' || form === 'yes-no') return number(ids.length, 1, 1);
      if (form === 'approval') return this.faultOfApproval(ids);
      if (form === 'knapsack') return number(ids.length, 1, this.form.max_choices) ?? this.faultOfSpending(ids, this.form.min_spend, this.form.budget);
      if (form === 'points') return this.faultOfPoints(choice);
      if (form === 'ranking') return number(ids.length, this.form.min_choices, this.form.scores.length);
      return choice.points.some((grade) => grade < this.form.min_grade || grade > this.form.max_grade) ? 'GRADE_OUT_OF_RANGE' : null;
    }

    faultOfApproval(ids) {
      const form = this.form;
      const fault = number(ids.length, form.min_choices, form.max_choices) ?? this.faultOfSpending(ids, form.min_sum_cost, form.max_sum_cost);
      if (fault) return fault;
      for (const quota of form.quotas.map(strict)) {
        const found = ids.filter((one) => this.category.get(one) === quota.category).length;
        if (found > quota.max_choices) return 'QUOTA_EXCEEDED';
        if (found < quota.min_choices) return 'QUOTA_NOT_REACHED';
      }
      return null;
    }

    faultOfSpending(ids, least, most) {
      const spent = this.costOf(ids);
      if (most !== null && spent > most) return 'OVER_BUDGET';
      return least !== null && spent < least ? 'UNDER_MINIMUM_SPEND' : null;
    }

    faultOfPoints({ ids, points }) {
      const form = this.form;
      const fault = number(ids.length, form.min_choices, form.max_choices);
      if (fault) return fault;
      for (const given of points) {
        if (given < 0) return 'NEGATIVE_POINTS';
        if (form.max_per_option !== null && given > form.max_per_option) return 'POINTS_OVER_CAP';
      }
      const sum = points.reduce((all, one) => all + one, 0);
      if (form.max_sum !== null && sum > form.max_sum) return 'TOO_MANY_POINTS';
      return sum < form.min_sum ? 'TOO_FEW_POINTS' : null;
    }

    costOf(ids) { return ids.reduce((sum, one) => sum + this.cost.get(one), 0); }

    /* What a valid ballot gives to each option it names; nothing is written for nothing. */
    points({ kind, ids, points }) {
      let pairs = ids.map((one) => [one, 1]);
      if (kind === 'ranking') {
        const scores = this.form.scores;
        const worth = this.form.from_bottom ? scores.slice(scores.length - ids.length) : scores.slice(0, ids.length);
        pairs = ids.map((one, i) => [one, worth[i]]);
      } else if (kind === 'points') {
        const said = new Map(ids.map((one, i) => [one, points[i]]));
        const fills = this.form.kind === 'grades' && this.form.default;
        pairs = fills ? this.ids.map((one) => [one, said.get(one) ?? this.form.default]) : [...said];
      }
      return new Map(pairs.filter(([, value]) => value));
    }

    get rows() { return [...this.valid.values()].flat(); }

    fingerprint() {
      const lines = [];
      for (const code of this.weight.keys()) {
        for (const { choice, number: times } of (this.piles.get(code) ?? new Map()).values()) {
          lines.push(`${code}\t${times}\t${choice.kind}\x1e${choice.ids.join('\x1f')}\x1e${choice.points.join(',')}`);
        }
      }
      const plain = lines.every((line) => !/[\ud800-\udfff]/.test(line));
      return hashHex((plain ? lines.sort() : lines.sort(byPoints)).join('\n'));
    }

    result() {
      const { rule } = this.paper;
      const kind = this.rule.kind;
      this.votes = new Map(this.ids.map((one) => [one, this.rows.reduce((sum, row) => sum + (row.given.has(one) ? row.times : 0), 0)]));
      const isWeighted = new Set([...this.weight.values()].map(String)).size > 1;
      let [weights, leftOut] = [new Map(), []];
      if (kind === 'composite' || (isWeighted && kind === 'poll' && ['plurality', 'approval'].includes(this.rule.method))) {
        [weights, leftOut] = this.composite();
      } else if (isWeighted) {
        throw new Unfinished();
      } else {
        this.score = new Map(this.ids.map((one) => [one, Q.of(this.rows.reduce((sum, row) => sum + (row.given.get(one) ?? 0) * row.times, 0))]));
      }
      this.order();
      const selected = this.select(weights.size > 0 || leftOut.length > 0);
      const outcome = (one) => ({ selected: selected.includes(one), score: String(this.score.get(one)), votes: this.votes.get(one) });
      return {
        selected, spent: String(this.costOf(selected)), budget: String(this.budget), spoiled: this.spoiled, ballots_cast: this.cast,
        weights: Object.fromEntries([...weights].map(([code, weight]) => [code, String(weight)])), left_out: leftOut,
        outcomes: Object.fromEntries(this.ids.map((one) => [one, outcome(one)])), ballots_sha256: this.fingerprint(), digest: this.digest, rule,
        ...(this.seed ? { seed: this.seed } : {}),
      };
    }

    composite() {
      const present = [...this.weight.keys()].filter((code) => this.cast[code].valid && this.weight.get(code).n !== 0n);
      const sum = total(present.map((code) => this.weight.get(code)));
      const weights = new Map(present.map((code) => [code, this.weight.get(code).over(sum)]));
      this.score = new Map(this.ids.map((one) => [one, total(present.map((code) => {
        const naming = this.valid.get(code).reduce((all, row) => all + (row.given.has(one) ? row.times : 0), 0);
        return weights.get(code).times(new Q(BigInt(naming), BigInt(this.cast[code].valid)));
      }))]));
      return [weights, [...this.weight.keys()].filter((code) => !this.cast[code].valid)];
    }

    /* The total order that breaks ties: the lowest place comes first. */
    order() {
      const readers = strict({
        votes: (one) => -this.votes.get(one), cost: (one) => this.cost.get(one), 'cost-descending': (one) => -this.cost.get(one),
        lot: (one) => hashHex((this.seed || this.digest) + one), digest: (one) => hashHex(this.digest + one), file: (one) => this.ids.indexOf(one),
      });
      const keys = new Map(this.ids.map((one) => [one, this.rule.tie_order.map((name) => readers[name](one))]));
      const ordered = [...this.ids].sort((a, b) => {
        const [one, two] = [keys.get(a), keys.get(b)];
        const place = one.findIndex((value, i) => value !== two[i]);
        return place < 0 ? 0 : one[place] < two[place] ? -1 : 1;
      });
      this.place = new Map(ordered.map((one, i) => [one, i]));
    }

    best(ids, worth = this.score) { return [...ids].sort((a, b) => Q.of(worth.get(b)).compare(worth.get(a)) || this.place.get(a) - this.place.get(b)); }

    select(isComposite) {
      const { rule } = this;
      if (rule.kind === 'greedy' || rule.kind === 'composite') {
        const able = this.running.filter((one) => this.score.get(one).compare(rule.threshold) >= 0);
        const percent = has(this.paper.rule, 'overrun_percent') ? rule.overrun_percent : 100;
        return this.fund(this.best(able), rule.cap, { percent, exclusive: rule.exclusive, pots: rule.pots });
      }
      if (rule.kind === 'poll') return this.poll(isComposite);
      if (rule.kind === 'equal-shares') return new Shares(this).selected();
      if (rule.kind === 'phragmen') return this.phragmen();
      throw new Unfinished();
    }

    /* Down the list within the money, the pots and the groups of which only one may win. */
    fund(order, cap, { percent = 100, exclusive = [], pots = null, already = [] } = {}) {
      const potOf = !pots || strict(pots).by === 'category' ? this.category : this.area;
      const purse = new Map(pots ? (Array.isArray(pots.amounts) ? pots.amounts : Object.entries(pots.amounts)) : []);
      const groupsOf = (one) => exclusive.map((group, i) => (group.includes(one) ? i : -1)).filter((i) => i >= 0);
      const taken = new Set(already.flatMap(groupsOf));
      const stopped = new Set();
      let left = this.budget - this.costOf(already);
      const chosen = [];
      for (const one of order) {
        const groups = groupsOf(one), pot = potOf.get(one), cost = this.cost.get(one);
        if (groups.some((group) => taken.has(group)) || (pots && (!purse.has(pot) || stopped.has(pot)))) continue;
        if (pots && cost > purse.get(pot)) {
          if (cap === 'stop') stopped.add(pot);
          continue;
        }
        if (cost > left) {
          if (cap === 'overrun' && Q.of(left).times(100).compare(Q.of(percent).times(cost)) >= 0) chosen.push(one);
          if (cap !== 'skip') break;
          continue;
        }
        left -= cost;
        if (pots) purse.set(pot, purse.get(pot) - cost);
        groups.forEach((group) => taken.add(group));
        chosen.push(one);
      }
      return chosen;
    }

    poll(isComposite) {
      const { rule } = this;
      const isRanked = this.form.kind === 'ranking';
      if ((rule.method === 'borda' || rule.method === 'instant-runoff') && !isRanked) throw new Unfinished();
      if (rule.method === 'instant-runoff') return this.runoff();
      let worth = this.votes;
      if (isComposite || rule.method === 'score') worth = this.score;
      else if (rule.method === 'borda' || (rule.method === 'plurality' && isRanked)) {
        worth = new Map(this.ids.map((one) => [one, 0]));
        for (const { choice, times } of this.rows) {
          (rule.method === 'borda' ? choice.ids : choice.ids.slice(0, 1)).forEach((one, rank) => {
            worth.set(one, worth.get(one) + times * (rule.method === 'borda' ? this.ids.length - 1 - rank : 1));
          });
        }
      }
      const able = this.running.filter((one) => Q.of(worth.get(one)).n !== 0n && Q.of(worth.get(one)).compare(rule.threshold) >= 0);
      return this.best(able, worth).slice(0, rule.seats);
    }

    runoff() {
      const standing = new Set(this.running);
      const seats = this.rule.seats;
      for (;;) {
        const votes = new Map([...standing].map((one) => [one, 0]));
        for (const { choice, times } of this.rows) {
          const first = choice.ids.find((one) => standing.has(one));
          if (first !== undefined) votes.set(first, votes.get(first) + times);
        }
        const all = [...votes.values()].reduce((sum, one) => sum + one, 0);
        if (standing.size <= seats || !all || (seats === 1 && Math.max(...votes.values()) * 2 > all)) {
          return this.best(standing, votes).slice(0, seats).filter((one) => votes.get(one));
        }
        standing.delete(this.best(standing, votes).pop());
      }
    }

    phragmen() {
      const load = this.rows.map(() => ZERO);
      const backers = new Map(this.running.map((one) => [one, this.rows.map((_, i) => i).filter((i) => this.rows[i].given.has(one))]));
      const waiting = new Set(this.running.filter((one) => backers.get(one).length));
      const chosen = [];
      let left = this.budget;
      while (waiting.size) {
        const level = new Map([...waiting].map((one) => {
          const mine = backers.get(one);
          const heads = mine.reduce((sum, i) => sum + this.rows[i].times, 0);
          return [one, total(mine.map((i) => load[i].times(this.rows[i].times))).plus(this.cost.get(one)).over(heads)];
        }));
        const [best] = [...waiting].sort((a, b) => level.get(a).compare(level.get(b)) || this.place.get(a) - this.place.get(b));
        waiting.delete(best);
        if (this.cost.get(best) > left) {
          if (this.rule.cap === 'stop') break;
          continue;
        }
        left -= this.cost.get(best);
        backers.get(best).forEach((i) => { load[i] = level.get(best); });
        chosen.push(best);
      }
      return chosen;
    }
  }

  /* The Method of Equal Shares in plain fractions: prices only rise, so the cheapest known offer is looked at first. */
  class Shares {
    constructor(count) {
      Object.assign(this, { count, rule: count.rule, rows: count.rows, work: 0 });
      this.voters = this.rows.reduce((sum, row) => sum + row.times, 0);
      const share = Q.of(this.rule.eligibility);
      this.admitted = count.running.filter((one) => Q.of(count.votes.get(one)).times(count.budget).compare(share.times(count.cost.get(one)).times(this.voters)) >= 0);
      const isCounted = this.rule.satisfaction === 'cardinality';
      this.backers = new Map();
      for (const one of this.admitted) {
        const found = this.rows.flatMap((row, i) => (row.given.has(one) ? [{ i, times: row.times, points: isCounted ? 1 : row.given.get(one) }] : []));
        if (found.length) this.backers.set(one, found);
      }
    }

    selected() {
      const { count } = this;
      const bought = this.raised();
      const byVotes = count.best(this.admitted);
      const chosen = [...bought];
      if (this.rule.fill) chosen.push(...count.fund(byVotes.filter((one) => !bought.includes(one)), 'skip', { already: bought }));
      if (this.rule.comparison) {
        const greedy = count.fund(byVotes, 'skip');
        let lead = 0;
        for (const { given, times } of this.rows) {
          const sum = (ids) => ids.reduce((all, one) => all + (given.get(one) ?? 0), 0);
          lead += times * Math.sign(sum(greedy) - sum(chosen));
        }
        if (lead > 0) return greedy;
      }
      return chosen;
    }

    raised() {
      const { rule, count, voters } = this;
      if (!voters) return [];
      const fair = Q.of(count.budget).over(voters);
      let share = rule.start === 'floor' ? new Q(BigInt(count.budget) / BigInt(voters)) : fair;
      const units = Q.of(rule.step_units);
      const step = units.n !== 0n ? units : fair.times(rule.step_percent).over(100);
      let bought = this.run(share);
      for (let steps = 0; ; steps += 1) {
        const left = count.budget - count.costOf(bought);
        const rest = [...this.backers.keys()].filter((one) => !bought.includes(one));
        const isExhausted = rule.stop === 'exhaustive' && rest.every((one) => count.cost.get(one) > left);
        if (rule.stop === 'none' || !rest.length || isExhausted || steps === rule.max_steps) return bought;
        share = share.plus(step);
        const higher = this.run(share);
        if (count.costOf(higher) > count.budget) return bought;
        bought = higher;
      }
    }

    /* One run: voters with the same past share a purse, so that amounts are compared once for all of them. */
    run(share) {
      const purse = this.rows.map(() => 0), amounts = [share], bought = [];
      const offers = [...this.backers.keys()].map((one) => ({ price: ZERO, one, seen: -1 }));
      const place = (one) => this.count.place.get(one);
      while (offers.length) {
        let first = 0;
        for (let i = 1; i < offers.length; i += 1) {
          const gap = offers[i].price.compare(offers[first].price) || place(offers[i].one) - place(offers[first].one);
          if (gap < 0) first = i;
        }
        const [{ one, seen }] = offers.splice(first, 1);
        const rate = this.rate(one, purse, amounts);
        if (rate === null) continue;
        if (seen !== bought.length) {
          const price = this.rule.satisfaction === 'cost' ? rate.over(this.count.cost.get(one) || 1) : rate;
          offers.push({ price, one, seen: bought.length });
          continue;
        }
        const moved = new Map();
        for (const { i, points } of this.backers.get(one)) {
          const key = `${purse[i]} ${points}`;
          if (!moved.has(key)) {
            const rest = amounts[purse[i]].minus(rate.times(points));
            moved.set(key, amounts.push(rest.n < 0n ? ZERO : rest) - 1);
          }
          purse[i] = moved.get(key);
        }
        bought.push(one);
      }
      return bought;
    }

    /* The rate per point at which the supporters just cover the cost, those with less giving all they have. */
    rate(one, purse, amounts) {
      this.work += this.backers.get(one).length;
      if (this.work > MOST_WORK) throw new Unfinished();
      const heads = new Map();
      for (const { i, times, points } of this.backers.get(one)) {
        const key = `${purse[i]} ${points}`;
        const known = heads.get(key) ?? { amount: amounts[purse[i]], points, times: 0 };
        known.times += times;
        heads.set(key, known);
      }
      const able = [...heads.values()].map(({ amount, points, times }) => ({ perPoint: amount.over(points), mass: points * times, money: amount.times(times) }));
      able.sort((a, b) => a.perPoint.compare(b.perPoint));
      let rest = Q.of(this.count.cost.get(one)), mass = able.reduce((sum, row) => sum + row.mass, 0);
      if (total(able.map((row) => row.money)).compare(rest) < 0) return null;
      for (const row of able) {
        if (rest.over(mass).compare(row.perPoint) <= 0) return rest.over(mass);
        rest = rest.minus(row.money);
        mass -= row.mass;
      }
      throw new Error('the supporters have too little after all');
    }
  }

  /* Put a choice on its pile. */
  function pile(piles, style, choice, times = 1) {
    if (!piles.has(style)) piles.set(style, new Map());
    const name = JSON.stringify([choice.kind, choice.ids, choice.points]);
    const known = piles.get(style).get(name) ?? { choice, number: 0 };
    known.number += times;
    piles.get(style).set(name, known);
  }

  // --- the checks ----------------------------------------------------------------------------------------------------

  const ENVELOPE = { v: 'whole', E: 'text', s: 'text', pk: 'text', mr: 'text', tok: 'text', ctr: 'whole', ct: 'text', sig: 'text' };
  const AFTER_CLOSE = ['paper_batch', 'open_key', 'result'];

  class Verification {
    constructor(files, report) {
      Object.assign(this, { files, report, leaves: [], lines: [], hashes: [], heads: [], counted: new Map(), ballots: [], onPaper: {}, witnessed: false });
    }

    async run(expected) {
      this.v1(expected);
      this.v2();
      await this.v3v4();
      await this.v5();
      this.v12();
      this.v9();
      await this.v7v8v10();
      const batches = await this.v16();
      this.v11();
      const secret = this.v13();
      if (secret) await this.v14v15(secret, batches);
    }

    v1(expected) {
      try {
        this.manifest = readManifest(this.files.get('manifest.json'));
      } catch (fault) {
        throw new Failure('V1', '투표지 설정(manifest)을 읽을 수 없습니다.', `The manifest cannot be read (${fault.message}).`);
      }
      const name = hex(this.manifest.election);
      if (expected && expected.replace(/\s/g, '').toLowerCase() !== name) throw new Failure('V1', '찾으시는 투표가 아닙니다.', 'This is another vote than the one you named.');
      this.report.add(OK, 'V1', `투표 지문: ${name}`, `Fingerprint of the vote: ${name}`);
      if (!expected) this.report.add(NOTE, 'V1', '이 지문을 투표 전에 공고된 지문과 비교하십시오.', 'Compare this fingerprint with the one announced before the vote.');
    }

    v2() {
      try {
        this.lines = jsonl(this.files.get('log.jsonl'));
      } catch {
        throw new Failure('V2', '기록(log)이 없거나 끊겼습니다.', 'The log is missing or cut off.');
      }
      this.lines.forEach((line, i) => {
        try {
          this.leaves.push(readLeaf(line, this.manifest.E));
        } catch (fault) {
          throw new Failure('V2', `기록 ${i}번을 읽을 수 없습니다.`, `Leaf ${i} is not in the one allowed form (${fault.message}).`);
        }
      });
      if (!this.leaves.length || this.leaves[0].t !== 'manifest' || this.leaves.filter((leaf) => leaf.t === 'manifest').length !== 1) {
        throw new Failure('V1', '기록이 투표지 설정으로 시작하지 않습니다.', 'The log does not begin with the manifest.');
      }
      this.hashes = this.lines.map(leafHash);
      this.report.add(OK, 'V2', `기록 ${count(this.leaves.length)}개를 모두 읽었습니다.`, `All ${count(this.leaves.length)} leaves are in the one allowed form.`);
    }

    async v3v4() {
      const { report, manifest } = this;
      try {
        this.heads = readHeads(this.files.get('checkpoints.txt'));
      } catch {
        throw new Failure('V3', '서명된 머리글(checkpoint)을 읽을 수 없습니다.', 'The signed heads cannot be read.');
      }
      if (!this.heads.length) throw new Failure('V3', '서명된 머리글이 없습니다.', 'There is no signed head.');
      const before = report.failures().length;
      const sizes = this.heads.map((head) => head.size);
      if (sizes.some((size, i) => i && size <= sizes[i - 1])) report.failed('V4', '같은 크기의 머리글이 둘이거나 순서가 거꾸로입니다.', 'Two heads of one size, or heads out of order: the log was forked.');
      const wanted = new Map();
      for (const head of this.heads) wanted.set(head.size, [...(wanted.get(head.size) ?? []), head]);
      const roots = new Roots();
      const last = this.heads[this.heads.length - 1];
      for (const hashed of this.hashes) {
        roots.add(hashed);
        for (const head of wanted.get(roots.size) ?? []) {
          if (head.root !== roots.root) report.failed(head === last ? 'V3' : 'V4', `${head.size}번까지의 기록이 서명과 다릅니다.`, `The log up to leaf ${head.size} is not the one that was signed.`);
        }
      }
      for (const head of this.heads) {
        if (head.origin !== manifest.log.name || !(await isBy(head, manifest.log))) {
          report.failed('V4', `크기 ${head.size}의 머리글에 맞는 서명이 없습니다.`, `The head of size ${head.size} is not signed by the log of the manifest.`);
        }
        const known = [manifest.log, ...manifest.witnesses];
        if (head.signatures.some((one) => !known.some((key) => isOf(key)(one)))) {
          report.failed('V5', `크기 ${head.size}의 머리글에 모르는 서명이 있습니다.`, `The head of size ${head.size} bears a signature of nobody named in the manifest.`);
        }
      }
      if (last.size !== this.lines.length) report.failed('V3', '마지막 서명 뒤에 서명되지 않은 기록이 있거나, 서명된 기록이 빠졌습니다.', 'Leaves lie beyond the last signed head, or signed leaves are missing.');
      if (report.failures().length === before) {
        report.add(OK, 'V3', `기록의 뿌리를 다시 계산했습니다: ${last.written}`, `Root recomputed: ${last.written}`);
        report.add(OK, 'V4', `머리글 ${count(sizes.length)}개가 모두 서명되었고 서로 이어집니다.`, `All ${count(sizes.length)} heads are signed, and each continues the one before.`);
      }
    }

    async v5() {
      const { witnesses, least } = this.manifest;
      if (!witnesses.length) return;
      let covered = 0, isClean = least >= 1 && least <= witnesses.length;
      for (const head of this.heads) {
        let seen = 0;
        for (const key of witnesses) seen += (await isSeenBy(head, key)) ? 1 : 0;
        isClean &&= seen === head.signatures.filter((one) => witnesses.some((key) => isOf(key)(one))).length;
        if (seen >= least) covered = Math.max(covered, head.size);
      }
      if (!isClean) {
        this.report.failed('V5', '증인의 서명이 틀립니다.', 'A witness signature does not hold.');
        return;
      }
      this.witnessed = covered > 0;
      const all = this.lines.length;
      if (covered === all) this.report.add(OK, 'V5', `증인 ${least}명 이상이 마지막 머리글에 서명했습니다.`, `At least ${least} witnesses signed the last head, and with it all that lies before.`);
      else this.report.add(WARNING, 'V5', `증인이 기록 ${count(covered)}번까지만 서명했습니다. 전체는 ${count(all)}개입니다 (필요 ${least}명).`, `The witnesses signed only the first ${count(covered)} of ${count(all)} leaves (needed: ${least}).`);
    }

    v12() {
      const kinds = this.leaves.map((leaf) => leaf.t);
      this.isClosed = kinds.includes('close');
      const end = this.isClosed ? kinds.indexOf('close') : kinds.length;
      const after = kinds.slice(end + 1);
      const late = after.filter((kind) => !AFTER_CLOSE.includes(kind));
      const isEarly = kinds.slice(0, end).some((kind) => AFTER_CLOSE.includes(kind));
      const isDoubled = ['close', 'open_key', 'result', 'roll'].some((kind) => kinds.filter((one) => one === kind).length > 1);
      const places = after.map((kind) => AFTER_CLOSE.indexOf(kind));
      if (late.length || isDoubled) {
        this.report.failed('V12', `마감 뒤에 들어간 기록이 있습니다: ${late.join(', ') || '겹침'}`, `After the close there is what may not come after it: ${late.join(', ') || 'doubled'}`);
      } else if (isEarly || places.some((place, i) => i && place < places[i - 1])) {
        this.report.failed('V12', '마감, 개봉, 결과의 순서가 틀립니다.', 'Close, opening and result are not in their order.');
      } else if (this.isClosed) {
        this.report.add(OK, 'V12', '마감 뒤에 들어간 표가 없습니다.', 'No ballot entered after the close.');
      } else {
        this.report.add(WARNING, 'V12', '아직 마감되지 않은 투표입니다. 결과는 확인할 수 없습니다.', 'The vote is not closed yet: there is no result to check.');
      }
    }

    v9() {
      const { report } = this;
      const last = new Map(), style = new Map();
      const bounds = new Set(this.heads.map((head) => head.size));
      let batch = new Map();
      let all = 0;
      this.leaves.forEach((leaf, i) => {
        if (leaf.t === 'ballot') {
          all += 1;
          const key = `${leaf.pk} ${leaf.s}`;
          const short = tracker(this.hashes[i]);
          if (!style.has(leaf.pk)) style.set(leaf.pk, leaf.s);
          if (!this.manifest.moduli.has(leaf.s) || style.get(leaf.pk) !== leaf.s) report.failed('V9', `다른 선거인단의 표로 두 번 쓰였습니다: ${short}`, `One ballot key was used in two electorates: ${short}`);
          if ((batch.get(key) ?? []).includes(leaf.ctr) || leaf.ctr <= (last.get(key) ?? 0)) report.failed('V9', `같은 표를 되풀이했거나 옛 표를 다시 넣었습니다: ${short}`, `A ballot was repeated, or an older one put in again: ${short}`);
          batch.set(key, [...(batch.get(key) ?? []), leaf.ctr]);
          const known = this.counted.get(key);
          if (!known || leaf.ctr > known.leaf.ctr) this.counted.set(key, { leaf, i });
        }
        if (bounds.has(i + 1)) {
          for (const [key, counters] of batch) last.set(key, Math.max(...counters));
          batch = new Map();
        }
      });
      if (!report.failures().includes('V9')) {
        const [kept, changed] = [count(this.counted.size), count(all - this.counted.size)];
        report.add(OK, 'V9', `표 ${count(all)}장 가운데 마지막 표 ${kept}장을 셉니다. 바뀐 표: ${changed}장.`, `Of ${count(all)} ballots the last ones of each voter count: ${kept}; superseded: ${changed}.`);
      }
      for (const leaf of this.leaves) {
        if (leaf.t === 'close' && leaf.ballots !== all) report.failed('V10', `마감 때 적힌 표의 수(${count(leaf.ballots)})가 기록(${count(all)})과 다릅니다.`, `The close tells of ${count(leaf.ballots)} ballots, the log holds ${count(all)}.`);
      }
    }

    async v7v8v10() {
      const { report, manifest } = this;
      const names = [...this.files.keys()].filter((name) => name.startsWith('ballots/')).sort();
      if (!names.length && !this.isClosed) return;
      const envelopes = new Map();
      let all = 0;
      for (const name of names) {
        let lines;
        try { lines = jsonl(this.files.get(name)); } catch { throw new Failure('V2', '투표지 파일이 끊겼습니다.', 'A file of ballots is cut off.'); }
        for (const line of lines) envelopes.set(hex(sha256(line)), line);
        all += lines.length;
      }
      if (all !== envelopes.size) report.failed('V10', '같은 투표지가 두 번 들어 있습니다.', 'A ballot is in the export twice.');
      const issuers = new Map();
      for (const [code, n] of manifest.moduli) {
        const jwk = { kty: 'RSA', alg: 'PS384', n: b64(n), e: 'AQAB' };
        issuers.set(code, await crypto.subtle.importKey('jwk', jwk, { name: 'RSA-PSS', hash: 'SHA-384' }, false, ['verify']));
      }
      for (const { leaf, i } of this.counted.values()) {
        const name = hex(unb64(leaf.h));
        const data = envelopes.get(name);
        const short = tracker(this.hashes[i]);
        envelopes.delete(name);
        if (!data) {
          report.failed('V10', `세어야 할 투표지가 빠졌거나 바뀌었습니다: ${short}`, `A ballot that must be counted is missing or changed: ${short}`);
          continue;
        }
        try {
          this.ballots.push(await this.checked(data, leaf, issuers, short));
        } catch (fault) {
          if (!(fault instanceof Failure)) throw fault;
          report.failed(fault.check, fault.korean, fault.english);
        }
      }
      if (envelopes.size) report.failed('V10', `세면 안 되는 투표지가 들어 있습니다: ${count(envelopes.size)}장`, `Ballots that must not be counted are in the export: ${count(envelopes.size)}`);
      const good = {
        V7: ['모든 표에 명부 관리자가 서명한 투표권이 있습니다.', 'Every counted ballot bears a token signed for its electorate.'],
        V8: ['모든 표의 서명이 맞습니다.', 'Every counted ballot is signed by its own key.'],
        V10: ['셀 표가 빠짐도 더함도 없습니다.', 'The counted ballots are exactly the last ones in the log.'],
      };
      for (const [check, sentences] of Object.entries(good)) if (!report.failures().includes(check)) report.add(OK, check, ...sentences);
    }

    async checked(data, leaf, issuers, short) {
      const { manifest } = this;
      let raw, key, randomizer, signature, token;
      try {
        if (data.length > 4096) throw new Error('too long');
        raw = shaped(parse(data), ENVELOPE);
        [key, randomizer, signature] = [unb64(raw.pk, 32), unb64(raw.mr, 32), unb64(raw.sig, 64)];
        if (!manifest.moduli.has(leaf.s)) throw new Error('no such electorate');
        token = unb64(raw.tok, manifest.moduli.get(leaf.s).length);
        unb64(raw.ct, manifest.bucket + 48);
        if (raw.v !== 1 || !(raw.ctr >= 1 && raw.ctr <= 1_000_000)) throw new Error('out of range');
      } catch (fault) {
        throw new Failure('V2', `투표지의 형식이 틀립니다: ${short}`, `A ballot is not in the one allowed form: ${short} (${fault.message})`);
      }
      if (['E', 's', 'pk', 'ctr'].some((name) => raw[name] !== leaf[name])) throw new Failure('V10', `투표지가 기록과 다릅니다: ${short}`, `A ballot differs from its leaf: ${short}`);
      const message = join(randomizer, tagged('token', manifest.election, utf8.encode(raw.s), key));
      if (!(await crypto.subtle.verify({ name: 'RSA-PSS', saltLength: 48 }, issuers.get(raw.s), token, message))) {
        throw new Failure('V7', `투표권이 가짜인 표가 있습니다: ${short}`, `A ballot without a valid token: ${short}`);
      }
      const { sig, ...unsigned } = raw;
      if (!(await isSigned(key, signature, tagged('ballot', manifest.election, utf8.encode(canonical(unsigned)))))) {
        throw new Failure('V8', `투표자의 서명이 틀린 표가 있습니다: ${short}`, `A ballot whose own signature does not hold: ${short}`);
      }
      return raw;
    }

    v11() {
      const { report } = this;
      const styles = [...this.manifest.moduli.keys()];
      const voters = new Map(styles.map((code) => [code, 0]));
      for (const { leaf } of this.counted.values()) voters.set(leaf.s, (voters.get(leaf.s) ?? 0) + 1);
      let before = {};
      for (const leaf of this.leaves) {
        const numbers = leaf.t === 'issued' ? leaf.n : leaf.t === 'close' ? leaf.issued : null;
        if (!numbers) continue;
        const names = Object.keys(numbers);
        if (names.length !== voters.size || names.some((code) => !voters.has(code) || numbers[code] < (has(before, code) ? before[code] : 0))) {
          report.failed('V11', '나누어 준 투표권의 수가 줄어들었습니다.', 'The number of issued tokens went down.');
          return;
        }
        before = numbers;
      }
      const close = this.leaves.find((leaf) => leaf.t === 'close');
      if (!close) return;
      const fixed = this.manifest.raw.roll === 'fixed';
      const roll = (fixed ? this.leaves.find((leaf) => leaf.t === 'roll')?.sizes : close.roll) ?? {};
      const of = (numbers, code) => (has(numbers, code) ? numbers[code] : 0);
      for (const [code, found] of voters) {
        const [paper, issued, size] = [of(this.onPaper, code), of(close.issued, code), of(roll, code)];
        if (found + paper > issued || issued > size) {
          report.failed('V11', `${code}: 표 ${count(found)} + 종이표 ${count(paper)} > 투표권 ${count(issued)} 또는 > 명부 ${count(size)}`,
            `${code}: ${count(found)} voters and ${count(paper)} on paper, ${count(issued)} tokens, ${count(size)} on the roll do not fit.`);
        }
      }
      if (report.failures().includes('V11')) return;
      const told = [...voters].map(([code, found]) => `${code} ${count(found)} ≤ ${count(of(close.issued, code))} ≤ ${count(of(roll, code))}`).join(', ');
      report.add(OK, 'V11', `표 ≤ 투표권 ≤ 명부: ${told}`, `Voters ≤ tokens ≤ roll: ${told}`);
      if (!fixed) report.add(NOTE, 'V11', '명부는 마감까지 열려 있었습니다. 그 크기는 명부 관리자의 말입니다.', "The roll was open until the close: its size is the registrar's word.");
    }

    v13() {
      const leaf = this.leaves.find((one) => one.t === 'open_key');
      if (!leaf) {
        if (this.isClosed) this.report.add(WARNING, 'V13', '투표함이 아직 열리지 않았습니다.', 'The ballots have not been opened yet.');
        return null;
      }
      this.lot = leaf.lot;
      const promised = this.manifest.raw.paper.lot_commitment;
      if (hashHex(this.lot) !== promised && (promised || this.lot)) {
        this.report.failed('V13', '추첨에 쓴 비밀값이 투표 전에 약속한 값이 아닙니다.', 'The secret of the lot is not the one committed to before the vote.');
      }
      let secret = null;
      try { secret = unb64(leaf.sk, 32); } catch { secret = null; }
      if (!secret || hex(x25519.getPublicKey(secret)) !== hex(this.manifest.opening)) {
        this.report.failed('V13', '공개된 개봉 열쇠가 투표 전에 정한 열쇠와 다릅니다.', 'The published opening key is not the one fixed before the vote.');
        return null;
      }
      this.report.add(OK, 'V13', '개봉 열쇠가 투표 전에 정한 열쇠와 짝이 맞습니다.', 'The opening key fits the one fixed before the vote.');
      return secret;
    }

    async opened(opener, ballot) {
      let data;
      try {
        data = await opener.plain(unb64(ballot.ct), tagged('seal', this.manifest.election, utf8.encode(ballot.s), unb64(ballot.pk)));
      } catch { return { unreadable: 'BAD_SEAL' }; }
      const end = 2 + data[0] * 256 + data[1];
      if (data.length !== this.manifest.bucket || end > data.length || data.subarray(end).some((byte) => byte)) return { unreadable: 'BAD_PADDING' };
      try {
        const plain = shaped(parse(data.subarray(2, end)), { a: 'object', n: 'text', w: 'text' });
        unb64(plain.n, 16);
        if (utf8.encode(plain.w).length > 120 || has(plain.a, 'unreadable')) throw new Error('not an answer');
        return plain.a;
      } catch { return { unreadable: 'MALFORMED' }; }
    }

    async v14v15(secret, batches) {
      const piles = new Map([...this.manifest.moduli.keys()].map((code) => [code, new Map()]));
      const opener = await Opener.of(secret);
      for (const ballot of this.ballots) pile(piles, ballot.s, readChoice(await this.opened(opener, ballot)));
      for (const [style, choice, times] of batches) pile(piles, style, choice, times);
      try {
        const counting = new Count(this.manifest.raw.paper, piles, this.lot);
        const spoiled = Object.values(counting.spoiled).reduce((sum, one) => sum + one, 0);
        const all = count(this.ballots.length);
        this.report.add(OK, 'V14', `투표지 ${all}장을 모두 열었습니다. 무효: ${count(spoiled)}장.`, `All ${all} ballots were opened; spoiled: ${count(spoiled)}.`);
        this.compare(counting);
      } catch (fault) {
        this.report.failed('V15', '투표지 설정의 계산 규칙을 읽을 수 없습니다.', `The counting rule of the manifest cannot be read (${fault.message}).`);
      }
    }

    compare(counting) {
      const { report } = this;
      const leaf = this.leaves.find((one) => one.t === 'result');
      const data = this.files.get('result.json');
      if (!leaf && !data) {
        report.add(WARNING, 'V15', '아직 결과가 공개되지 않았습니다.', 'No result has been published yet.');
        return;
      }
      if (!leaf || !data || hex(sha256(data)) !== leaf.sha256) {
        report.failed('V15', '공개된 결과가 기록된 결과와 다릅니다.', 'The published result is not the one in the log.');
        return;
      }
      let published;
      try {
        published = parse(data);
        const { sha256: own, ...rest } = published;
        if (hashHex(canonical(rest)) !== own) throw new Error('its own fingerprint does not fit');
      } catch (fault) {
        report.failed('V15', '결과 파일을 읽을 수 없습니다.', `The result cannot be read (${fault.message}).`);
        return;
      }
      let mine;
      try {
        mine = counting.result();
      } catch (fault) {
        if (!(fault instanceof Unfinished)) throw fault;
        const { kind } = counting.paper.rule;
        report.add(WARNING, 'V15', `이 계산 규칙(${kind})의 재계산은 구현되지 않았거나 너무 오래 걸립니다.`, `Recount of this rule (${kind}) is not implemented, or would take too long.`);
        return;
      }
      const short = (outcome) => ({ selected: outcome.selected ?? null, score: outcome.score ?? null, votes: outcome.votes ?? null });
      const theirs = { ...published, outcomes: Object.fromEntries(Object.entries(published.outcomes ?? {}).map(([one, outcome]) => [one, short(outcome)])) };
      const differing = Object.keys(mine).filter((name) => !has(theirs, name) || canonical(theirs[name]) !== canonical(mine[name])).sort();
      if (differing.length) {
        report.failed('V15', `다시 센 결과가 다릅니다: ${differing.join(', ')}`, `The recount differs: ${differing.join(', ')}`);
        return;
      }
      const all = count(Object.values(mine.ballots_cast).reduce((sum, cast) => sum + cast.valid + cast.spoiled, 0));
      report.add(OK, 'V15', `표 ${all}장을 다시 세어 같은 결과를 얻었습니다: ${mine.selected.join(', ') || '선정 없음'}`, `${all} ballots recounted with the same result: ${mine.selected.join(', ') || 'nothing selected'}`);
      report.add(NOTE, 'V15', '결과에 딸린 설명 문장은 다시 계산하지 않았습니다.', 'The explanations beside the result were not recomputed.');
    }

    async v16() {
      const { report } = this;
      const counted = [];
      const batches = this.leaves.filter((leaf) => leaf.t === 'paper_batch');
      const files = new Map([...this.files].filter(([name]) => name.startsWith('paper/')).map(([, data]) => [hex(sha256(data)), data]));
      if (files.size !== batches.length || new Set(batches.map((leaf) => leaf.station)).size !== batches.length) {
        report.failed('V16', '종이표 묶음이 기록과 다릅니다.', 'The paper batches are not those of the log.');
        return [];
      }
      for (const leaf of batches) {
        try {
          counted.push(...(await this.batch(files.get(hex(unb64(leaf.h, 32))), leaf)));
        } catch (fault) {
          report.failed('V16', `종이표 묶음이 틀립니다: ${leaf.station}`, `A paper batch is wrong: ${leaf.station} (${fault.message})`);
        }
      }
      if (batches.length && !report.failures().includes('V16')) {
        const all = count(counted.reduce((sum, [, , times]) => sum + times, 0));
        report.add(OK, 'V16', `종이표 묶음 ${batches.length}개, ${all}장의 서명과 합계가 맞습니다.`, `${batches.length} paper batches, ${all} ballots: signatures and sums hold.`);
      }
      return counted;
    }

    async batch(data, leaf) {
      if (!data) throw new Error('missing');
      const raw = shaped(parse(data), {
        v: 'text', E: 'text', station: 'text', s: 'text', issued: 'whole', counted: 'whole', ballots: 'list', scans: 'list', signatures: 'object',
      });
      if (raw.v !== 'evote/v1/paper' || ['E', 'station', 's'].some((name) => raw[name] !== leaf[name]) || !this.manifest.moduli.has(raw.s)) throw new Error('not this batch');
      const rows = raw.ballots.map((row) => shaped(row, { a: 'object', n: 'whole' }));
      if (rows.some((row) => row.n < 1) || rows.reduce((sum, row) => sum + row.n, 0) !== raw.counted || raw.counted > raw.issued) throw new Error('sums');
      const { signatures, ...unsigned } = raw;
      const message = tagged('paper', this.manifest.election, utf8.encode(canonical(unsigned)));
      let signed = 0;
      for (const [name, text] of Object.entries(signatures)) {
        if (!this.manifest.officers.has(name)) throw new Error('no such officer');
        signed += (await isSigned(this.manifest.officers.get(name), unb64(text, 64), message)) ? 1 : 0;
      }
      if (signed < 2 || signed !== Object.keys(signatures).length) throw new Error('two officers must sign');
      this.onPaper[raw.s] = (has(this.onPaper, raw.s) ? this.onPaper[raw.s] : 0) + raw.issued;
      return rows.map((row) => [raw.s, readChoice(row.a), row.n]);
    }

    async v6previous(old) {
      let files, lines;
      try {
        files = await readExport(old);
        lines = jsonl(files.get('log.jsonl'));
        if (!files.has('manifest.json')) throw new Error('no manifest');
      } catch {
        this.report.failed('V6', '이전 내려받기 파일을 읽을 수 없습니다.', 'The previous export cannot be read.');
        return;
      }
      const isSame = hex(sha256(files.get('manifest.json'))) === hex(this.manifest.election);
      if (!isSame || lines.length > this.lines.length || lines.some((line, i) => hex(leafHash(line)) !== hex(this.hashes[i]))) {
        this.report.failed('V6', '이전에 공개된 기록이 지워지거나 바뀌었습니다.', 'What was published before has been removed or changed.');
        return;
      }
      this.witnessed = true;
      this.report.add(OK, 'V6', `이전에 공개된 기록 ${count(lines.length)}개가 그대로 있습니다.`, `All ${count(lines.length)} leaves published before are still there.`);
    }

    v6head(text) {
      let noted;
      try { noted = readHead(text); } catch {
        this.report.failed('V6', '따로 적어 둔 머리글을 읽을 수 없습니다.', 'The head you noted cannot be read.');
        return;
      }
      const roots = new Roots();
      this.hashes.slice(0, noted.size).forEach((hashed) => roots.add(hashed));
      if (noted.size > this.lines.length || roots.root !== noted.root || noted.origin !== this.manifest.log.name) {
        this.report.failed('V6', '따로 적어 둔 머리글과 다른 기록입니다.', 'This log is not the one whose head you noted.');
        return;
      }
      this.witnessed = true;
      this.report.add(OK, 'V6', '따로 적어 둔 머리글과 같은 기록입니다.', 'This log is the one whose head you noted.');
    }

    v6nobody() {
      if (!this.witnessed) {
        this.report.add(WARNING, 'V6', '증인도, 따로 적어 둔 머리글도 없습니다. 다른 사람에게 다른 기록을 보였는지는 알 수 없습니다.', 'No witness, and no head noted elsewhere: whether others were shown another log cannot be told.');
      } else if (!this.report.findings.some(([check]) => check === 'V6')) {
        this.report.add(NOTE, 'V6', '증인들이 다른 사람에게도 같은 기록이 보였음을 보증합니다.', 'The witnesses vouch that others were shown the same log.');
      }
    }

    async v17(data) {
      let line, leaf;
      try {
        const isProof = binary(data.subarray(0, 9)) === 'c2sp.org/';
        line = isProof ? await this.proof(strictUtf8.decode(data)) : await this.receipt(data);
        leaf = readLeaf(line, this.manifest.E);
        if (leaf.t !== 'ballot') throw new Error('not a ballot');
      } catch (fault) {
        this.report.failed('V17', '영수증이 이 투표의 것이 아니거나 서명이 틀립니다.', `The receipt is not of this vote, or its signature does not hold (${fault.message}).`);
        return;
      }
      const short = tracker(leafHash(line));
      const mine = hex(leafHash(line));
      if (!this.hashes.some((hashed) => hex(hashed) === mine)) {
        if (this.isClosed) this.report.failed('V17', `약속한 표가 기록에 없습니다: ${short}`, `A promised ballot is not in the log: ${short}`);
        else this.report.add(WARNING, 'V17', `표가 아직 기록에 없습니다. 마감 뒤에 다시 확인하십시오: ${short}`, `The ballot is not in the log yet; check again after the close: ${short}`);
        return;
      }
      const isLast = canonical(this.counted.get(`${leaf.pk} ${leaf.s}`)?.leaf ?? null) === canonical(leaf);
      const state = isLast ? ['세는 표', 'counted'] : ['나중 표로 바뀐 표', 'superseded by a later ballot of its voter'];
      this.report.add(OK, 'V17', `표가 기록에 있습니다: ${short} (${state[0]})`, `The ballot is in the log: ${short} (${state[1]})`);
    }

    async receipt(data) {
      const raw = shaped(parse(data), { v: 'text', E: 'text', leaf: 'text', promise: 'text' });
      const line = unb64(raw.leaf);
      const message = tagged('promise', this.manifest.election, leafHash(line));
      if (raw.v !== 'evote/v1/receipt' || !(await isSigned(this.manifest.log.public, unb64(raw.promise, 64), message))) throw new Error('the promise is not signed');
      return line;
    }

    async proof(text) {
      const gap = text.indexOf('\n\n');
      const lines = text.slice(0, gap).split('\n');
      if (gap < 0 || lines[0] !== 'c2sp.org/tlog-proof@v1' || !lines[1]?.startsWith('extra ') || !/^index [0-9]+$/.test(lines[2] ?? '')) throw new Error('not a proof');
      const line = std64(lines[1].slice(6)), index = Number(lines[2].slice(6));
      const signed = readHead(text.slice(gap + 2));
      const root = rootByPath(leafHash(line), index, signed.size, lines.slice(3).map(std64));
      if (!(await isBy(signed, this.manifest.log)) || hex(root) !== signed.root) throw new Error('the proof does not hold');
      if (index >= this.lines.length || hex(this.hashes[index]) !== hex(leafHash(line))) {
        this.report.failed('V17', '서명된 증명이 있는데 기록에는 다른 것이 있습니다.', 'There is a signed proof, but the log says something else there.');
      }
      return line;
    }
  }

  const NOT_DONE = {
    V5: ['정해진 증인이 없는 투표입니다.', 'No witnesses were named for this vote.'],
    V16: ['종이표가 없습니다.', 'There are no ballots on paper.'],
    V17: ['넣은 영수증이 없습니다.', 'No receipt was given.'],
  };

  /* Check an export. All files as Uint8Array: `receipts` a list, `previous` an older export, `head` a noted head as text. */
  async function verify(data, { receipts = [], previous = null, head = null, election = null } = {}) {
    const report = new Report();
    try {
      const verification = new Verification(await readExport(data), report);
      await verification.run(election);
      if (previous) await verification.v6previous(previous);
      if (head) verification.v6head(head);
      verification.v6nobody();
      for (const one of receipts) await verification.v17(one);
    } catch (fault) {
      if (!(fault instanceof Failure)) throw fault;
      report.failed(fault.check, fault.korean, fault.english);
    }
    const told = new Set(report.findings.map(([check]) => check));
    for (const check of CHECKS) if (!told.has(check)) report.add(NOTE, check, ...(NOT_DONE[check] ?? ['확인하지 못했습니다.', 'Could not be looked at.']));
    return report;
  }

  /* The count alone, for tests against other implementations: `given` lists [style, answer]. */
  function recount(paper, given, lot) {
    const piles = new Map();
    for (const [style, answer] of given) pile(piles, style, readChoice(answer));
    return new Count(paper, piles, lot).result();
  }

  return { verify, recount, canonical, CHECKS };
})();
