/* Counts what a ballot holds. It never blocks a choice: it names by how much a limit is passed, and the server decides. */
import { fill, later, won } from './words.js';

export function start(bar) {
  const form = bar.closest('form');
  const output = bar.querySelector('output');
  const progress = bar.querySelector('progress');
  const { most, budget, graded, ...words } = bar.dataset;
  const quotas = JSON.parse(words.quotas ?? '[]');

  const inField = (boxes, field) => boxes.filter((box) => box.dataset.field === field).length;
  function sentence(boxes, spent) {
    const count = boxes.length;
    const parts = [graded ? fill(words.rated, { n: count, most: graded }) : fill(words.chosen, { n: count })];
    if (most && count > most) parts.push(fill(words.over, { n: count - most, most }));
    else if (most && !budget && count < most) parts.push(fill(words.left, { n: most - count }));
    for (const [field, limit] of quotas) {
      const n = inField(boxes, field);
      parts.push(n > limit ? fill(words.fieldOver, { field, n: n - limit }) : fill(words.field, { field, n, most: limit }));
    }
    if (budget) parts.push(spent > budget ? fill(words.overWon, { won: won(spent - budget) }) : fill(words.leftWon, { won: won(budget - spent) }));
    return parts.join(' · ');
  }
  const isMarked = (one) => (one.tagName === 'SELECT' ? one.value : one.checked);
  const chosen = () => [...form.querySelectorAll('[data-cost], [data-mark]')].filter(isMarked);
  const cost = (boxes) => boxes.reduce((sum, box) => sum + Number(box.dataset.cost || 0), 0);
  // Half a second of rest before the live region speaks: ticking through a list would otherwise flood the ear.
  const say = later(500, () => { const boxes = chosen(); output.textContent = sentence(boxes, cost(boxes)); });
  function draw() {
    const boxes = chosen();
    const spent = cost(boxes);
    if (progress) progress.value = Math.min(budget ? spent : boxes.length, progress.max);
    const isOver = (budget && spent > budget) || (most && boxes.length > most) || quotas.some(([field, limit]) => inField(boxes, field) > limit);
    bar.classList.toggle('is-over', Boolean(isOver));
  }
  form.addEventListener('change', () => { draw(); say(); });
  // The browser may bring back old ticks when the reader returns with the back button.
  window.addEventListener('pageshow', () => { draw(); if (chosen().length) say(); });
  draw();
  if (chosen().length) say();
}
