/* Sends a proposal being written to the server while its writer types, and keeps it in this browser for as long as the server has not
   got it. It says only what is true: saved at what time, not saved yet, or kept here because the line is down. That line stands below the buttons: nothing may move under a finger. */
import { contents, sentWith, store, tellRestored } from './fields.js';
import { later } from './words.js';

const PAUSE = 1200, AGAIN = 10000;

export function start(form) {
  const { saving, unsaved, offline, key } = form.dataset;
  const mine = `draft:${key}`;
  const said = document.getElementById('draft-said');
  const spoken = Object.assign(document.createElement('span'), { className: 'vh' });
  spoken.setAttribute('role', 'status');
  said.after(spoken);
  const { typed, served, write } = contents(form);
  const fresh = served();
  let held = fresh, known = fresh, underWay = null, retry = 0, leaving = false;

  const say = (words, aloud = false) => {
    said.textContent = words;
    if (aloud && spoken.textContent !== words) spoken.textContent = words;
  };
  const keepHere = () => store((box) => box.setItem(mine, JSON.stringify({ seen: form.elements.seen.value, values: typed() })));

  async function send() {
    clearTimeout(retry);
    if (leaving || underWay || typed() === held) return;
    const now = typed();
    form.elements.turn.value = Number(form.elements.turn.value) + 1;
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string'));
    say(saving);
    underWay = fetch(form.dataset.draft, { method: 'POST', body, keepalive: body.toString().length < 60000, headers: { Accept: 'application/json' } });
    const answer = await underWay.catch(() => null);
    const told = answer?.headers.get('Content-Type')?.includes('json') ? await answer.json().catch(() => null) : null;
    underWay = null;
    if (leaving) return;
    if (answer?.ok && told) {
      held = now;
      form.elements.seen.value = told.seen;
      if (typed() === held) store((box) => box.removeItem(mine)); else soon();
      if (!location.pathname.endsWith(told.address.split('?')[0])) history.replaceState(null, '', told.address);
      say(told.said);
    } else if (told) {
      say(told.said, true);
    } else {
      say(offline, true);
      retry = setTimeout(send, AGAIN);
    }
  }
  const soon = later(PAUSE, send);

  const kept = JSON.parse(store((box) => box.getItem(mine)) || 'null');
  if (kept && kept.values !== fresh && typed() === fresh && !document.querySelector('[data-error-summary]')) {
    write(kept.values);
    if (kept.seen !== form.elements.seen.value) form.elements.seen.value = kept.seen;
    tellRestored(form, () => { store((box) => box.removeItem(mine)); write(fresh); });
  }
  const change = () => {
    if (typed() === known) return;
    known = typed();
    keepHere();
    if (!underWay) say(unsaved);
    soon();
  };
  form.addEventListener('input', change);
  form.addEventListener('change', change);
  change();
  addEventListener('online', send);
  document.addEventListener('visibilitychange', () => { if (document.hidden) send(); });
  form.addEventListener('submit', () => {
    leaving = true;
    form.elements.turn.value = Number(form.elements.turn.value) + 1;
    sentWith(mine);
  });
  addEventListener('pageshow', (event) => { if (event.persisted) leaving = false; });
}
