/* A QR code drawn on this device (ISO/IEC 18004: bytes, level M, versions 1 to 9, up to 180 bytes), so that no server draws a voter's number. */
const CHECKS = [10, 16, 26, 18, 24, 16, 18, 22, 22]; // check bytes of a block, by version
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5];
const MASKS = [
  (x, y) => (x + y) % 2, (x, y) => y % 2, (x) => x % 3, (x, y) => (x + y) % 3, (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3), (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];
const bit = (number, at) => (number >>> at) & 1;

function room(version) {
  const corners = version < 2 ? 0 : 25 * (Math.floor(version / 7) + 2) ** 2 - 10 * (Math.floor(version / 7) + 2) - 55;
  return ((16 * version + 128) * version + 64 - corners - (version < 7 ? 0 : 36)) >> 3;
}
const forData = (version) => room(version) - CHECKS[version - 1] * BLOCKS[version - 1];

/* Reed-Solomon over GF(256) with the polynomial 0x11d. */
function times(x, y) {
  let product = 0;
  for (let at = 7; at >= 0; at--) product = (product << 1) ^ (bit(product, 7) * 0x11d) ^ (bit(y, at) * x);
  return product;
}
function divisor(degree) {
  const found = Array(degree).fill(0);
  found[degree - 1] = 1;
  for (let step = 0, root = 1; step < degree; step++, root = times(root, 2)) {
    for (let at = 0; at < degree; at++) found[at] = times(found[at], root) ^ (found[at + 1] ?? 0);
  }
  return found;
}
function checkBytes(bytes, by) {
  const rest = by.map(() => 0);
  for (const byte of bytes) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    by.forEach((one, at) => { rest[at] ^= times(one, factor); });
  }
  return rest;
}

function codewords(bytes, version) {
  const bits = [];
  const put = (number, length) => { for (let at = length - 1; at >= 0; at--) bits.push(bit(number, at)); };
  put(4, 4);
  put(bytes.length, 8);
  bytes.forEach((byte) => put(byte, 8));
  put(0, Math.min(4, forData(version) * 8 - bits.length));
  put(0, -bits.length & 7);
  for (let pad = 0xec; bits.length < forData(version) * 8; pad ^= 0xfd) put(pad, 8);
  const data = Array.from({ length: bits.length / 8 }, (_, at) => bits.slice(at * 8, at * 8 + 8).reduce((sum, one) => sum * 2 + one, 0));
  const [number, checks, all] = [BLOCKS[version - 1], CHECKS[version - 1], room(version)];
  const short = Math.floor(all / number) - checks;
  const blocks = Array.from({ length: number }, (_, at) => data.splice(0, short + (at < number - (all % number) ? 0 : 1)));
  const by = divisor(checks);
  const across = (lists, longest) => Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
  return [...across(blocks, short + 1), ...across(blocks.map((block) => checkBytes(block, by)), checks)];
}

/* Everything but the data: [dark, is this place taken] in `grid` and `taken`. */
function frame(version) {
  const size = 17 + 4 * version;
  const grid = Array.from({ length: size }, () => Array(size).fill(0));
  const taken = grid.map((row) => row.map(() => false));
  const set = (x, y, dark) => { if (grid[y]?.[x] === undefined) return; grid[y][x] = Number(dark); taken[y][x] = true; };
  for (let at = 0; at < size; at++) { set(6, at, at % 2 === 0); set(at, 6, at % 2 === 0); }
  const square = (x, y, reach, light) => {
    for (let dy = -reach; dy <= reach; dy++) for (let dx = -reach; dx <= reach; dx++) set(x + dx, y + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
  };
  [[3, 3], [size - 4, 3], [3, size - 4]].forEach(([x, y]) => square(x, y, 4, [2, 4]));
  const places = version < 2 ? [] : [6];
  const step = Math.ceil((4 * version + 4) / (Math.floor(version / 7) + 1) / 2) * 2;
  for (let at = size - 7; version >= 2 && at > 6; at -= step) places.splice(1, 0, at);
  const last = size - 7;
  const isCorner = (x, y) => (x === 6 && (y === 6 || y === last)) || (x === last && y === 6);
  places.forEach((x) => places.forEach((y) => { if (!isCorner(x, y)) square(x, y, 2, [1]); }));
  if (version >= 7) {
    let rest = version;
    for (let at = 0; at < 12; at++) rest = (rest << 1) ^ (bit(rest, 11) * 0x1f25);
    for (let at = 0; at < 18; at++) {
      const [near, far] = [Math.floor(at / 3), size - 11 + (at % 3)];
      set(near, far, bit((version << 12) | rest, at));
      set(far, near, bit((version << 12) | rest, at));
    }
  }
  return { size, grid, taken, set };
}

function formatBits(set, size, mask) {
  let rest = mask; // level M is 00
  for (let at = 0; at < 10; at++) rest = (rest << 1) ^ (bit(rest, 9) * 0x537);
  const bits = ((mask << 10) | rest) ^ 0x5412;
  for (let at = 0; at < 15; at++) {
    const dark = bit(bits, at);
    if (at < 8) { set(8, at + (at > 5), dark); set(size - 1 - at, 8, dark); } else { set(at === 8 ? 7 : 14 - at, 8, dark); set(8, size - 15 + at, dark); }
  }
  set(8, size - 8, 1);
}

function fill({ size, grid, taken }, bytes) {
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let down = 0; down < size; down++) {
      const y = ((right + 1) & 2) === 0 ? size - 1 - down : down;
      for (const x of [right, right - 1]) if (!taken[y][x]) { grid[y][x] = at < bytes.length * 8 ? bit(bytes[at >> 3], 7 - (at & 7)) : 0; at++; }
    }
  }
}

/* How hard a drawing is to read: long runs, full squares, what looks like a corner, too much of one colour. */
function hardness(grid) {
  const rows = [...grid, ...grid.map((_, x) => grid.map((row) => row[x]))].map((row) => row.join(''));
  let sum = 0;
  for (const row of rows) {
    for (const [run] of row.matchAll(/0{5,}|1{5,}/g)) sum += run.length - 2;
    sum += 40 * [...`0000${row}0000`.matchAll(/(?=00001011101|10111010000)/g)].length;
  }
  for (let y = 1; y < grid.length; y++) {
    for (let x = 1; x < grid.length; x++) if (new Set([grid[y][x], grid[y - 1][x], grid[y][x - 1], grid[y - 1][x - 1]]).size === 1) sum += 3;
  }
  const dark = grid.flat().filter(Boolean).length / grid.length ** 2;
  return sum + 10 * Math.floor(Math.abs(dark - 0.5) * 20);
}

/* Rows of 0 and 1, without the quiet border; null where the text is too long. */
export function matrix(text) {
  const bytes = [...new TextEncoder().encode(text)];
  const version = CHECKS.findIndex((_, at) => bytes.length + 2 <= forData(at + 1)) + 1;
  if (!version) return null;
  const all = codewords(bytes, version);
  const drawn = MASKS.map((mask, number) => {
    const one = frame(version);
    formatBits(one.set, one.size, number);
    fill(one, all);
    one.grid.forEach((row, y) => row.forEach((_, x) => { if (!one.taken[y][x] && mask(x, y) === 0) row[x] ^= 1; }));
    return one.grid;
  });
  return drawn.reduce((best, one) => (hardness(one) < hardness(best) ? one : best));
}

/* The drawing, black on white whatever the page's colours; what it leads to must stand beside it in words as well. */
export function draw(text, name) {
  const rows = matrix(text);
  if (!rows) return null;
  const part = (tag, given) => { const made = document.createElementNS('http://www.w3.org/2000/svg', tag); Object.entries(given).forEach(([key, value]) => made.setAttribute(key, value)); return made; };
  const side = rows.length + 8;
  const svg = part('svg', { viewBox: `0 0 ${side} ${side}`, class: 'qr', role: 'img', 'aria-label': name });
  const squares = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + 4} ${y + 4}h1v1h-1z` : ''))).join('');
  svg.append(part('path', { fill: '#fff', d: `M0 0h${side}v${side}h-${side}z` }), part('path', { fill: '#000', d: squares }));
  return svg;
}
