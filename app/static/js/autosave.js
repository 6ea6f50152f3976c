/* Keeps a draft of a long form in this browser until it has been taken (see app.js). Passwords, files and hidden keys are never kept. */
import { later } from './words.js';

const KEEP = 'input:not([type=hidden], [type=password], [type=file]), textarea, select';

export function start(form) {
  const key = `draft:${location.pathname}:${form.dataset.autosave}`;
  const fields = [...form.querySelectorAll(KEEP)].filter((field) => field.name);
  const isTick = (field) => ['checkbox', 'radio'].includes(field.type);
  const read = () => fields.map((field) => [field.name, isTick(field) ? field.value : null, isTick(field) ? field.checked : field.value]);
  const store = (act) => { try { return act(localStorage); } catch { return null; } };
  const fresh = JSON.stringify(read());

  function write(values) {
    for (const [name, value, state] of values) {
      const field = fields.find((one) => one.name === name && (value === null || one.value === value));
      if (!field) continue;
      if (isTick(field)) field.checked = state; else field.value = state;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }
  function notice() {
    const line = Object.assign(document.createElement('div'), { className: 'alert is-info' });
    line.setAttribute('role', 'status');
    const forget = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-s', textContent: form.dataset.forget });
    forget.addEventListener('click', () => { store((box) => box.removeItem(key)); write(JSON.parse(fresh)); line.remove(); });
    const words = Object.assign(document.createElement('p'), { textContent: form.dataset.restored });
    const body = document.createElement('div');
    body.append(words, forget);
    line.append(body);
    form.prepend(line);
  }

  const draft = store((box) => box.getItem(key));
  // A form that came back with errors already holds what was typed last.
  if (draft && draft !== fresh && !document.querySelector('[data-error-summary]')) { write(JSON.parse(draft)); notice(); }
  const save = later(600, () => store((box) => box.setItem(key, JSON.stringify(read()))));
  form.addEventListener('input', save);
  form.addEventListener('submit', () => store(() => sessionStorage.setItem('draft-sent', key)));
}
