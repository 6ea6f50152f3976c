/* Words for the other modules: {n} placeholders, won as it is read, and 'after a pause'. */
export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');

export function later(pause, act) {
  let timer;
  return () => { clearTimeout(timer); timer = setTimeout(act, pause); };
}

/* 1억 2,345만원, or ₩123,450,000: the same wording as the server's. */
export function won(amount) {
  const figures = (n) => n.toLocaleString('en');
  if (document.documentElement.lang !== 'ko') return `₩${figures(amount)}`;
  if (amount % 10000) return `${figures(amount)}원`;
  const man = amount / 10000;
  const parts = [[Math.floor(man / 10000), '억'], [man % 10000, '만']];
  return `${parts.filter(([n]) => n).map(([n, unit]) => figures(n) + unit).join(' ') || 0}원`;
}

const NUMBER = String.raw`(\d{1,3}(?:,\d{3})+|\d+)`;
const WON = new RegExp(`^(?:${NUMBER}억)?(?:${NUMBER}만)?${NUMBER}?(?:원|won)?$`, 'i');

/* What the server would read from an amount as typed; null when it would not. */
export function parseWon(text) {
  const match = WON.exec(text.replace(/[\s₩]/g, ''));
  if (!match || !match.slice(1).some(Boolean)) return null;
  const [eok, man, rest] = match.slice(1).map((part) => Number((part || '0').replaceAll(',', '')));
  const amount = eok * 1e8 + man * 1e4 + rest;
  return Number.isSafeInteger(amount) ? amount : null;
}
