/* Keeps a draft of a long form in this browser until it has been taken (see app.js). Passwords, files and hidden keys are never kept. */
import { later } from './words.js';

const KEEP = 'input:not([type=hidden], [type=password], [type=file]), textarea, select';

export function start(form) {
  const key = `draft:${location.pathname}:${form.dataset.autosave}`;
  const fields = [...form.querySelectorAll(KEEP)].filter((field) => field.name);
  const isTick = (field) => ['checkbox', 'radio'].includes(field.type);
  const typed = (field) => (isTick(field) ? field.checked : field.value);
  const served = (field) => {
    if (isTick(field)) return field.defaultChecked;
    if (!field.options) return field.defaultValue;
    return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value;
  };
  const read = (state) => JSON.stringify(fields.map((field) => [field.name, isTick(field) ? field.value : null, state(field)]));
  const store = (act) => { try { return act(localStorage); } catch { return null; } };
  const fresh = read(served);

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
  // What has been typed before this module came, or came back with errors, is newer than the draft.
  if (draft && draft !== fresh && read(typed) === fresh && !document.querySelector('[data-error-summary]')) { write(JSON.parse(draft)); notice(); }
  const save = later(600, () => store((box) => box.setItem(key, read(typed))));
  if (read(typed) !== fresh) save();
  form.addEventListener('input', save);
  form.addEventListener('submit', () => store(() => sessionStorage.setItem('draft-sent', key)));
}
