/* Counts what a ballot holds. It never blocks a choice: it names by how much a limit is passed, and the server decides. */
import { fill, later, won } from './words.js';

export function start(bar) {
  const form = bar.closest('form');
  const output = bar.querySelector('output');
  const progress = bar.querySelector('progress');
  const { most, budget, ...words } = bar.dataset;

  function sentence(count, spent) {
    const parts = [fill(words.chosen, { n: count })];
    if (most && count > most) parts.push(fill(words.over, { n: count - most, most }));
    else if (most && !budget && count < most) parts.push(fill(words.left, { n: most - count }));
    if (budget) parts.push(spent > budget ? fill(words.overWon, { won: won(spent - budget) }) : fill(words.leftWon, { won: won(budget - spent) }));
    return parts.join(' · ');
  }
  const chosen = () => [...form.querySelectorAll('[data-cost]:checked')];
  const cost = (boxes) => boxes.reduce((sum, box) => sum + Number(box.dataset.cost), 0);
  // Half a second of rest before the live region speaks: ticking through a list would otherwise flood the ear.
  const say = later(500, () => { const boxes = chosen(); output.textContent = sentence(boxes.length, cost(boxes)); });
  function draw() {
    const boxes = chosen();
    const spent = cost(boxes);
    if (progress) progress.value = Math.min(budget ? spent : boxes.length, progress.max);
    bar.classList.toggle('is-over', Boolean((budget && spent > budget) || (most && boxes.length > most)));
  }
  form.addEventListener('change', () => { draw(); say(); });
  // The browser may bring back old ticks when the reader returns with the back button.
  window.addEventListener('pageshow', () => { draw(); if (chosen().length) say(); });
  draw();
  if (chosen().length) say();
}
