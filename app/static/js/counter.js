/* Says how many characters are left, counted as people see them; never cuts or refuses, least of all while Hangul is composed. */
import { fill, later } from './words.js';

export function start(field) {
  const most = Number(field.dataset.counter);
  const shown = document.getElementById(`${field.id}-count`);
  // Read out after a pause only; the eye gets each change at once.
  const spoken = Object.assign(document.createElement('span'), { className: 'vh' });
  spoken.setAttribute('role', 'status');
  shown.after(spoken);
  const say = later(1000, () => { spoken.textContent = shown.textContent; });
  const count = () => {
    const left = most - [...field.value].length;
    shown.textContent = fill(left < 0 ? field.dataset.over : field.dataset.left, { n: Math.abs(left).toLocaleString() });
    shown.classList.toggle('is-over', left < 0);
  };
  field.addEventListener('input', () => { count(); say(); });
  count();
}
