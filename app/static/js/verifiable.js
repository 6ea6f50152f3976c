/* The voter's side of docs/voting-protocol.md: key, blinding, token, sealed ballot, receipt. Knows bytes, no page and no network. */
import { RSABSSA, chacha20poly1305, ed25519, hmac, sha256, x25519 } from '../vendor/evote-crypto.esm.min.js';

const utf8 = new TextEncoder();
const SUITE = RSABSSA.SHA384.PSS.Randomized();
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function join(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

export const random = (length) => crypto.getRandomValues(new Uint8Array(length));
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const big = (number, length) => Uint8Array.from({ length }, (_, i) => (number >>> (8 * (length - 1 - i))) & 255);

export const b64 = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

export function unb64(text) {
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  if (b64(bytes) !== text) throw new Error('not base64url');
  return bytes;
}

/* RFC 8785 for whole numbers, strings, lists and objects: JavaScript's own order of UTF-16 units is the one the standard asks for. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value && typeof value === 'object') {
    return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new Error('not a whole number');
  return JSON.stringify(value);
}

export const tagged = (purpose, election, ...parts) => join(utf8.encode(`evote/v1/${purpose}\0`), election, ...parts);

export function derived(secret, purpose, election, length, ...parts) {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) => hmac(sha256, secret, join(tagged(purpose, election, ...parts), big(i, 4))));
  return join(...blocks).slice(0, length);
}

export const leafHash = (leaf) => sha256(join(Uint8Array.of(0), leaf));

/* The manifest as its own bytes say; its fingerprint must be the one the page, the gazette or a witness has told. */
export function readManifest(text, fingerprint) {
  const raw = JSON.parse(text);
  const election = sha256(utf8.encode(text));
  const hex = Array.from(election, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (canonical(raw) !== text || raw.v !== 'evote/v1' || (fingerprint && hex !== fingerprint)) throw new Error('not this vote');
  return { raw, election, hex };
}

const extract = (salt, suite, label, secret) => hmac(sha256, salt, join(utf8.encode('HPKE-v1'), suite, utf8.encode(label), secret));
const expand = (key, suite, label, info, length) =>
  hmac(sha256, key, join(big(length, 2), utf8.encode('HPKE-v1'), suite, utf8.encode(label), info, Uint8Array.of(1))).slice(0, length);

/* HPKE (RFC 9180), base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. */
export function seal(opening, plain, info, secret = random(32)) {
  const nothing = new Uint8Array();
  const kem = join(utf8.encode('KEM'), big(0x20, 2));
  const suite = join(utf8.encode('HPKE'), big(0x20, 2), big(1, 2), big(3, 2));
  const enc = x25519.getPublicKey(secret);
  const agreed = extract(nothing, kem, 'eae_prk', x25519.getSharedSecret(secret, opening));
  const shared = expand(agreed, kem, 'shared_secret', join(enc, opening), 32);
  const schedule = join(Uint8Array.of(0), extract(nothing, suite, 'psk_id_hash', nothing), extract(nothing, suite, 'info_hash', info));
  const key = extract(shared, suite, 'secret', nothing);
  const nonce = expand(key, suite, 'base_nonce', schedule, 12);
  return join(enc, chacha20poly1305(expand(key, suite, 'key', schedule, 32), nonce).encrypt(plain));
}

function padded(plain, bucket) {
  if (plain.length > bucket - 2) throw new Error('too long');
  return join(big(plain.length, 2), plain, new Uint8Array(bucket - 2 - plain.length));
}

/* A voter's ballot key in one vote and electorate. The seed is the recovery code; the blinding is pure chance and no part of it. */
export class Voter {
  constructor(manifest, style, seed) {
    if (!manifest.raw.styles[style]) throw new Error('no such electorate');
    Object.assign(this, { manifest, style, seed, bound: utf8.encode(style) });
    this.secret = derived(seed, 'ballot-key', manifest.election, 32, this.bound);
    this.public = ed25519.getPublicKey(this.secret);
    this.randomizer = derived(seed, 'randomizer', manifest.election, 32, this.bound);
    this.prepared = join(this.randomizer, tagged('token', manifest.election, this.bound, this.public));
  }

  static fresh(manifest, style) {
    return new Voter(manifest, style, random(16));
  }

  /* The issuer's key comes from the manifest and from nowhere else: a key for each voter could tell voters apart. */
  issuer() {
    const key = { kty: 'RSA', alg: 'PS384', n: this.manifest.raw.styles[this.style].issuer, e: 'AQAB', ext: true };
    return crypto.subtle.importKey('jwk', key, { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['verify']);
  }

  /* What goes to the registrar, and what must be kept to read the answer. Asking again with the same bytes is harmless. */
  async blind() {
    const { blindedMsg, inv } = await SUITE.blind(await this.issuer(), this.prepared);
    return { blinded: blindedMsg, inverse: inv };
  }

  /* The token; throws where the answer is not the signature asked for. */
  async token(signed, inverse) {
    return SUITE.finalize(await this.issuer(), this.prepared, signed, inverse);
  }

  /* A sealed and signed ballot, as text. */
  envelope(token, answer, counter, word = '') {
    const { raw, election } = this.manifest;
    const plain = utf8.encode(canonical({ a: answer, n: b64(random(16)), w: word }));
    const info = tagged('seal', election, this.bound, this.public);
    const unsigned = {
      v: 1, E: b64(election), s: this.style, pk: b64(this.public), mr: b64(this.randomizer), tok: b64(token), ctr: counter,
      ct: b64(seal(unb64(raw.opening_key), padded(plain, raw.bucket), info)),
    };
    const sig = ed25519.sign(tagged('ballot', election, utf8.encode(canonical(unsigned))), this.secret);
    return canonical({ ...unsigned, sig: b64(sig) });
  }

  /* The box's receipt for this envelope: the right leaf, promised by the log of the manifest. Returns the tracker. */
  receipt(text, envelope) {
    const { raw, election } = this.manifest;
    const { ctr } = JSON.parse(envelope);
    const leaf = { t: 'ballot', E: b64(election), s: this.style, pk: b64(this.public), ctr, h: b64(sha256(utf8.encode(envelope))) };
    const given = JSON.parse(text);
    const mine = utf8.encode(canonical(leaf));
    const log = Uint8Array.from(atob(raw.log.split('+').slice(2).join('+')), (letter) => letter.charCodeAt(0)).slice(1);
    if (!same(unb64(given.leaf), mine)) throw new Error('a receipt for another ballot');
    if (!ed25519.verify(unb64(given.promise), tagged('promise', election, leafHash(mine)), log)) throw new Error('not promised');
    return written(leafHash(mine).slice(0, 10));
  }

  get recovery() {
    const check = sha256(join(utf8.encode('evote/v1/recovery-check\0'), this.seed));
    return written(join(this.seed, check.slice(0, 2)), 28);
  }
}

/* Crockford's base32 in groups of four: the first `length` times 5 bits. */
export function written(bytes, length = Math.floor((bytes.length * 8) / 5)) {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = Array.from({ length }, (_, i) => ALPHABET[parseInt(bits.slice(5 * i, 5 * i + 5), 2)]).join('');
  return letters.match(/.{4}/g).join('-');
}

/* The seed of a recovery code, or null for a slip of the pen. */
export function readRecovery(text) {
  const letters = text.toUpperCase().replace(/[\s·-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  if (letters.length !== 28 || [...letters].some((letter) => !ALPHABET.includes(letter))) return null;
  const bits = [...letters].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const seed = Uint8Array.from({ length: 16 }, (_, i) => parseInt(bits.slice(8 * i, 8 * i + 8), 2));
  const check = sha256(join(utf8.encode('evote/v1/recovery-check\0'), seed));
  return bits.slice(128) === check[0].toString(2).padStart(8, '0') + (check[1] >> 4).toString(2).padStart(4, '0') ? seed : null;
}
