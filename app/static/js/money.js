/* Reads an amount back in words while it is typed; preset buttons fill it in. */
import { parseWon, won } from './words.js';

export function start(input) {
  const field = input.closest('.field');
  const output = field.querySelector('output');
  const read = () => {
    const amount = parseWon(input.value);
    output.textContent = amount === null ? '' : won(amount);
  };
  input.addEventListener('input', (event) => { if (!event.isComposing) read(); });
  input.addEventListener('change', read);
  for (const button of field.querySelectorAll('[data-won]')) {
    button.addEventListener('click', () => { input.value = won(Number(button.dataset.won)).replace(/[원₩]/g, ''); read(); input.focus(); });
  }
  read();
}
