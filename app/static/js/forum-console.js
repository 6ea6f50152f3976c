/* The console: renewed whenever something happens, pressed without leaving the page, led by keys for whoever switches them on.
   What a button does is decided by the server; a refusal (somebody else was quicker) comes back where it was pressed. */
import { open } from './forum-link.js';
import { here, pass as apply } from './forum-state.js';
import { parsed, renewer, take } from './forum-page.js';
import { clocks, connection, voice } from './forum-voice.js';
import { fill } from './words.js';

const PAUSE = 800;
const KEPT = 'forum-keys';

export async function start(root) {
  const words = root.querySelector('[data-words]').dataset;
  const ear = voice(root, words);
  const line = connection(root, { on: words.on, off: words.off, refused: words.refused });
  const present = Object.assign(document.createElement('span'), { className: 'num' });
  present.dataset.own = '';
  present.dataset.here = '';
  root.querySelector('[data-region=people]').after(present);
  const state = { questions: [], polls: [], reactions: {}, queue: [] };
  const renew = renewer(root, PAUSE, () => tick());

  const link = await open({
    forum: Number(root.dataset.forum),
    lens: 'moderator',
    tell: {
      state: () => renew(0),
      event(event) {
        line.heard(event.ts);
        renew(150);
        if (event.k === 'question.pending') ear.polite('questions');
        if (event.k === 'queue.joined') ear.polite('hands');
      },
      pass(kind, p) {
        if (kind !== 'presence') { renew(PAUSE); return; }
        apply(state, kind, p);
        present.textContent = fill(words.present, { n: here(state) });
      },
      you() {},
      status(word) { line.status(word); if (word === 'off') ear.alarm(words.off); },
      refused(answer) { ear.alarm(answer.msg); },
      head: () => line.heard(),
    },
  });
  const tick = clocks(root, link.now);

  const busy = new WeakSet();
  root.addEventListener('submit', async (event) => {
    const form = event.target;
    if (!('do' in form.dataset) || event.defaultPrevented) return;
    event.preventDefault();
    if (busy.has(form)) return;
    busy.add(form);
    root.querySelectorAll('[data-refused]').forEach((one) => one.remove());
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), credentials: 'same-origin' });
      const page = parsed(await answer.text());
      if (!answer.ok) {
        refuse(form, (page.querySelector('[data-error-summary]') ?? page.querySelector('main')).textContent.trim().replace(/\s+/g, ' '));
        renew(0);
      } else {
        form.reset();
        const details = form.closest('details');
        if (details && form.querySelector('textarea, input:not([type=hidden])')) { details.open = false; details.querySelector('summary').focus(); }
        if (!take(root, page)) location.assign(answer.url);
      }
    } catch {
      refuse(form, line.words());
    }
    busy.delete(form);
    tick();
  });

  /* Stays until the next press, though the page around it is renewed. */
  function refuse(form, sentence) {
    const told = Object.assign(document.createElement('p'), { className: 'error', textContent: sentence });
    told.setAttribute('role', 'alert');
    told.dataset.own = '';
    told.dataset.refused = '';
    form.append(told);
  }

  keys(root, words);
}

/* Off until switched on, so that no key ever surprises whoever speaks to their computer (WCAG 2.1.4); never while typing. */
function keys(root, words) {
  if (matchMedia('(pointer: coarse)').matches) return;
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-s btn-quiet' });
  button.dataset.own = '';
  const legend = Object.assign(document.createElement('p'), { className: 'small muted', textContent: words.keysAre });
  legend.dataset.own = '';
  const bar = root.querySelector('header .row:has([data-refresh])');
  bar.append(button);
  bar.after(legend);
  const isOn = () => { try { return localStorage.getItem(KEPT) === '1'; } catch { return false; } };
  const show = () => {
    button.textContent = isOn() ? words.keysOff : words.keysOn;
    button.setAttribute('aria-pressed', String(isOn()));
    legend.hidden = !isOn();
  };
  button.addEventListener('click', () => {
    try { localStorage.setItem(KEPT, isOn() ? '0' : '1'); } catch { /* the browser keeps nothing: the keys stay off */ }
    show();
  });
  show();

  const cards = () => [...root.querySelectorAll('[data-column] [data-question]')];
  const press = (kind, area) => area?.querySelector(`form[data-do="${kind}"] button`)?.click();
  const walk = (step) => {
    const all = cards();
    const at = all.indexOf(document.activeElement.closest('[data-question]'));
    const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
    if (next) { next.tabIndex = -1; next.focus(); }
  };
  const DO = {
    KeyJ: () => walk(1),
    KeyK: () => walk(-1),
    KeyA: (card) => press('question.approve', card),
    KeyS: (card) => press('question.show', card),
    KeyH: (card) => press('question.hold', card),
    KeyP: (card) => press('screen.preview', card),
    KeyG: () => press('screen.show', root),
    KeyF: () => press('screen.freeze', root),
    KeyN: () => press('speech.start', root.querySelector('[data-region=speaking]')),
    KeyE: () => press('speech.extend', root),
  };
  document.addEventListener('keydown', (event) => {
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    if (event.target.closest('textarea, select, input:not([type=radio]):not([type=checkbox])') || !DO[event.code]) return;
    event.preventDefault();
    DO[event.code](document.activeElement.closest('[data-question]'));
  });
}
