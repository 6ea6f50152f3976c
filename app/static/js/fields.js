/* What a form holds, as a list that can be kept and put back. Passwords, codes, files and hidden keys are never kept. */
const KEEP = 'input:not([type=hidden], [type=password], [type=file], [autocomplete=off]), textarea, select';
const isTick = (field) => ['checkbox', 'radio'].includes(field.type);

export const store = (act) => { try { return act(localStorage); } catch { return null; } };

export function contents(form) {
  const fields = [...form.querySelectorAll(KEEP)].filter((field) => field.name);
  const typed = (field) => (isTick(field) ? field.checked : field.value);
  const served = (field) => {
    if (isTick(field)) return field.defaultChecked;
    if (!field.options) return field.defaultValue;
    return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value;
  };
  const read = (state) => JSON.stringify(fields.map((field) => [field.name, isTick(field) ? field.value : null, state(field)]));
  return {
    typed: () => read(typed),
    served: () => read(served),
    write(values) {
      for (const [name, value, state] of JSON.parse(values)) {
        const field = fields.find((one) => one.name === name && (value === null || one.value === value));
        if (!field) continue;
        if (isTick(field)) field.checked = state; else field.value = state;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }
    },
  };
}

/* Above the form: what was brought back, and a button to undo it. */
export function tellRestored(form, undo) {
  const line = Object.assign(document.createElement('div'), { className: 'alert is-info' });
  line.setAttribute('role', 'status');
  const forget = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-s', textContent: form.dataset.forget });
  forget.addEventListener('click', () => { undo(); line.remove(); });
  const words = Object.assign(document.createElement('p'), { textContent: form.dataset.restored });
  const body = document.createElement('div');
  body.append(words, forget);
  line.append(body);
  form.prepend(line);
}

/* Half a ballot outlives a closed tab, on this device alone, until `forget` is called. */
export function keptHalf(form, place) {
  const { typed, served, write } = contents(form);
  const put = (values) => { write(values); form.querySelector('[data-ranked]')?.dispatchEvent(new Event('restored')); form.dispatchEvent(new Event('change')); };
  const forget = () => store((box) => box.removeItem(place));
  let isOver = false;
  const kept = store((box) => box.getItem(place));
  const fresh = served();
  if (kept && kept !== fresh) {
    put(kept);
    tellRestored(form, () => { forget(); put(fresh); });
  }
  const keep = () => { if (!isOver) store((box) => (typed() === fresh ? box.removeItem(place) : box.setItem(place, typed()))); };
  form.addEventListener('change', keep); // at once: a press of the button may follow in the same moment
  return () => { isOver = true; forget(); };
}

/* app.js forgets this copy once the next page shows that the form has been taken. */
export const sentWith = (key) => { try { sessionStorage.setItem('draft-sent', key); } catch { /* nothing is kept then */ } };
