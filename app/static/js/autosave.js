/* Keeps a draft of a long form in this browser until it has been taken (see app.js). */
import { contents, sentWith, store, tellRestored } from './fields.js';
import { later } from './words.js';

export function start(form) {
  const key = `draft:${location.pathname}:${form.dataset.autosave}`;
  const { typed, served, write } = contents(form);
  const fresh = served();
  const draft = store((box) => box.getItem(key));
  // What has been typed before this module came, or came back with errors, is newer than the draft.
  if (draft && draft !== fresh && typed() === fresh && !document.querySelector('[data-error-summary]')) {
    write(draft);
    tellRestored(form, () => { store((box) => box.removeItem(key)); write(fresh); });
  }
  const save = later(600, () => store((box) => box.setItem(key, typed())));
  if (typed() !== fresh) save();
  form.addEventListener('input', save);
  form.addEventListener('submit', () => sentWith(key));
}
