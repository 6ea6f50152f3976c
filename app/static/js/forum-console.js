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
  const board = keys(root, words, ear);
  const line = connection(root, { on: words.on, off: words.off, refused: words.refused });
  const present = Object.assign(document.createElement('span'), { className: 'num' });
  present.dataset.own = '';
  present.dataset.here = '';
  root.querySelector('[data-region=people]').after(present);
  const state = { questions: [], polls: [], reactions: {}, queue: [] };
  const renew = renewer(root, PAUSE, () => { tick(); board.after(); });

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
  const marks = root.querySelector('[data-marks]').dataset;
  const tick = clocks(root, link.now, (_, name, word) => ear.say(fill(marks.said, { name, word })));

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
        const anchor = form.elements.anchor?.value;
        form.reset();
        const details = form.closest('details');
        if (details && form.querySelector('textarea, input:not([type=hidden])')) { details.open = false; details.querySelector('summary').focus(); }
        if (take(root, page)) reveal(anchor); else location.assign(answer.url);
      }
    } catch {
      refuse(form, line.words());
    }
    busy.delete(form);
    tick();
    board.after();
  });

  /* Stays until the next press, though the page around it is renewed. */
  function refuse(form, sentence) {
    const told = Object.assign(document.createElement('p'), { className: 'error', textContent: sentence });
    told.setAttribute('role', 'alert');
    told.dataset.own = '';
    told.dataset.refused = '';
    form.append(told);
  }

}

/* Where one area is shown at a time, the address says which: as if the page had come back without a script. */
function reveal(id) {
  const wanted = id && document.getElementById(id);
  if (wanted && !wanted.offsetParent) location.hash = id;
}

const ROWS = ['question', 'turn', 'item', 'poll', 'message'];
const ROW = ROWS.map((name) => `[data-${name}]`).join(', ');
const TYPED = 'textarea, select, input:not([type=radio]):not([type=checkbox]):not([type=hidden]), [contenteditable]';

/* Off until switched on, so that no key ever surprises whoever speaks to their computer (WCAG 2.1.4); never while typing. What a key
   does is app/forums/keys.py's to say: a command, pressed in the row that holds the focus or on the page. */
function keys(root, words, ear) {
  if (matchMedia('(pointer: coarse)').matches) return { after() {} };
  const [rowKeys, pageKeys, areas] = [JSON.parse(words.rowKeys), JSON.parse(words.pageKeys), words.areas.split(' ')];
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-s btn-quiet' });
  button.dataset.own = '';
  const list = root.querySelector('template[data-row=keys]').content.firstElementChild.cloneNode(true);
  const bar = root.querySelector('header .row:has([data-refresh])');
  bar.append(button);
  bar.after(list);
  const isOn = () => { try { return localStorage.getItem(KEPT) === '1'; } catch { return false; } };
  const show = () => {
    button.textContent = isOn() ? words.keysOff : words.keysOn;
    button.setAttribute('aria-pressed', String(isOn()));
    list.hidden = !isOn();
  };
  button.addEventListener('click', () => {
    try { localStorage.setItem(KEPT, isOn() ? '0' : '1'); } catch { /* the browser keeps nothing: the keys stay off */ }
    list.open = isOn();
    show();
  });
  show();

  let place = null; // where the keys are: an area and how far down it
  const area = (name) => root.querySelector(`[data-area=${name}]`);
  const rowsOf = (name) => [...area(name).querySelectorAll(ROW)];
  const rowAt = (node) => node.closest(ROW);
  const focus = (node) => { if (node.tabIndex < 0 || !node.hasAttribute('tabindex')) node.tabIndex = -1; node.focus(); };
  const goTo = (name) => {
    if (!area(name)) return;
    place = { name, at: 0 };
    reveal((area(name).querySelector('h2, h3') ?? area(name)).id);
    focus(rowsOf(name)[0] ?? area(name).querySelector('h2, h3') ?? area(name));
  };
  const walk = (step) => {
    const row = rowAt(document.activeElement);
    const name = (row ?? document.activeElement).closest('[data-area]')?.dataset.area ?? place?.name ?? 'questions';
    const all = rowsOf(name);
    if (!all.length) { goTo(name); return; }
    place = { name, at: row ? Math.min(all.length - 1, Math.max(0, all.indexOf(row) + step)) : 0 };
    focus(all[place.at]);
  };
  /* What had the focus has moved away: the next in its place takes it. */
  const after = () => {
    if (!isOn() || !place || document.activeElement !== document.body) return;
    const all = rowsOf(place.name);
    if (all.length) focus(all[Math.min(place.at, all.length - 1)]); else goTo(place.name);
  };

  /* A form with something to fill in, or behind a second thought, is opened; any other is pressed. */
  function activate(form) {
    const field = form.querySelector(TYPED);
    const fold = form.closest('details');
    const isShut = fold && !fold.open;
    if (fold) fold.open = true;
    if (field) field.focus();
    else if (isShut) form.querySelector('button').focus();
    else form.querySelector('button').click();
  }

  const named = (table, key) => Object.entries(table).filter(([, one]) => one === key).map(([command]) => command.split(':'));
  function formOf(key, row) {
    const kind = row && ROWS.find((name) => name in row.dataset);
    for (const [command] of named(rowKeys[kind] ?? {}, key)) {
      const form = [...row.querySelectorAll(`form[data-do="${command}"]`)].find((one) => rowAt(one) === row);
      if (form) return form;
    }
    for (const [command, scene] of named(pageKeys, key)) {
      const form = [...root.querySelectorAll(`form[data-do="${command}"]`)].find((one) => !rowAt(one) && (!scene || one.elements.scene.value === scene));
      if (form) return form;
    }
    return null;
  }

  const known = new Set([...Object.values(rowKeys).flatMap((table) => Object.values(table)), ...Object.values(pageKeys)]);
  function does(key, target) {
    if (key === 'J' || key === 'K') return () => walk(key === 'J' ? 1 : -1);
    if (key === 'Shift+Slash') return () => { list.open = !list.open; };
    if (/^[1-9]$/.test(key) && areas[key - 1]) return () => goTo(areas[key - 1]);
    if (!known.has(key)) return null;
    return () => {
      const row = rowAt(target);
      const form = formOf(key, row);
      if (row) place = { name: row.closest('[data-area]').dataset.area, at: Math.max(0, rowsOf(row.closest('[data-area]').dataset.area).indexOf(row)) };
      if (form) activate(form); else ear.say(words.noKey);
    };
  }

  document.addEventListener('keydown', (event) => {
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    const typed = event.target.closest(TYPED);
    if (typed) {
      const home = root.contains(typed) && event.key === 'Escape' ? rowAt(typed) ?? typed.closest('[data-area]')?.querySelector('h2, h3') : null;
      if (home) { event.preventDefault(); focus(home); }
      return;
    }
    const act = does(`${event.shiftKey ? 'Shift+' : ''}${event.code.replace(/^(Key|Digit)/, '')}`, event.target);
    if (!act || event.repeat && !['KeyJ', 'KeyK'].includes(event.code)) return;
    event.preventDefault();
    act();
  });
  return { after };
}
