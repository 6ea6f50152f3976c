/* A device that many people use one after the other: whoever walks away leaves nothing behind. Twenty seconds before the page goes to the
   next person it asks, and any key, touch or scroll lets it stay. */
const WARNING = 20_000;
const SIGNS = ['keydown', 'pointerdown', 'scroll', 'input'];

export function start(box) {
  const quiet = box.dataset.idle * 1000 - WARNING;
  let turn;
  const leave = () => location.replace(box.dataset.next);
  const warn = () => { box.hidden = false; turn = setTimeout(leave, WARNING); };
  const stay = () => { clearTimeout(turn); box.hidden = true; turn = setTimeout(warn, quiet); };
  SIGNS.forEach((sign) => addEventListener(sign, stay, { passive: true, capture: true }));
  stay();
}
