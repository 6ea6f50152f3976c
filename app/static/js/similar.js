/* Asks for similar proposals while a title is typed. The list stays folded in its line: nothing moves, and focus stays where it is. */
import { fill, later } from './words.js';

const PAUSE = 500, LEAST = 3;

export function start(part) {
  const { similar, similarOf, found, none } = part.dataset;
  const title = document.getElementById(similarOf);
  if (!title) return;
  const more = part.querySelector('details');
  const said = part.querySelector('[data-similar-said]');
  const list = part.querySelector('[data-similar-list]');
  const spoken = Object.assign(document.createElement('span'), { className: 'vh' });
  spoken.setAttribute('role', 'status');
  part.append(spoken);
  let asked = title.value.trim(), underWay = null;

  async function ask() {
    const wanted = title.value.trim();
    if (wanted === asked) return;
    asked = wanted;
    underWay?.abort();
    underWay = new AbortController();
    const long = [...wanted].length >= LEAST;
    const answer = long ? await fetch(`${similar}?${new URLSearchParams({ title: wanted })}`, { signal: underWay.signal }).catch(() => null) : null;
    const told = answer?.ok ? await answer.json().catch(() => null) : null;
    if (wanted !== asked || (long && !told) || part.contains(document.activeElement)) return;
    const n = told?.count ?? 0;
    const words = n ? fill(found, { n }) : none;
    if (spoken.textContent !== words && (n || !more.hidden)) spoken.textContent = words;
    more.hidden = !n;
    said.textContent = fill(found, { n });
    list.replaceChildren(...new DOMParser().parseFromString(told?.html ?? '', 'text/html').body.children);
  }
  const soon = later(PAUSE, ask);
  title.addEventListener('input', soon);
  if (asked && more.hidden) { asked = ''; soon(); }
}
