/* What a forum's page says to the ear and shows of its line: news in batches, alarms at once, clocks from the server's time. */
import { clock, markOf } from './forum-state.js';
import { fill } from './words.js';

const BATCH_MS = 5000;

export const timeOf = (stamp) => new Date(stamp).toLocaleTimeString('en-GB', { timeZone: 'Asia/Seoul' });

/* polite(name, n): counted, and said once in five seconds in one sentence; alarm(sentence): at once. */
export function voice(root, words) {
  const [told, alarm] = ['status', 'alert'].map((role) => {
    const line = Object.assign(document.createElement('p'), { className: 'vh' });
    line.setAttribute('role', role);
    line.dataset.own = '';
    root.append(line);
    return line;
  });
  let waiting = {};
  let timer = null;
  return {
    polite(name, n = 1) {
      waiting[name] = (waiting[name] ?? 0) + n;
      timer ??= setTimeout(() => {
        told.textContent = Object.entries(waiting).map(([one, count]) => fill(words[one], { n: count })).join(' ');
        waiting = {};
        timer = null;
      }, BATCH_MS);
    },
    say(sentence) { told.textContent = sentence; },
    alarm(sentence) { alarm.textContent = sentence; },
  };
}

/* Every clock on the page, once a second, from absolute times. A clock that passes a mark says so beside its figures; `said(turn, name,
   word)` is called once for each mark that this page has seen a speech pass. */
export function clocks(root, now, said = () => {}) {
  const words = root.querySelector('[data-marks]')?.dataset ?? {};
  const marks = Object.keys(words).filter((key) => key.startsWith('at-')).map((key) => Number(key.slice(3)));
  let last = { turn: null, seconds: 0 };

  function show(face) {
    const { clock: turn, name, endsAt, pausedAt } = face.dataset;
    if (!endsAt) return;
    const seconds = Math.ceil((Number(endsAt) - (Number(pausedAt) || now())) / 1000);
    const mark = markOf(seconds, marks);
    const word = mark === null ? '' : words[`at-${mark}`];
    write(face.querySelector('[data-left]'), clock(seconds));
    write(face.querySelector('[data-mark-word]'), word);
    face.dataset.mark = mark ?? '';
    const isPassed = last.turn === turn && word && markOf(last.seconds, marks) !== mark && seconds < last.seconds;
    last = { turn, seconds };
    if (isPassed) said(Number(turn), name, word);
  }

  const tick = () => root.querySelectorAll('[data-clock]').forEach(show);
  setInterval(tick, 500);
  return tick;
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/* The line of words about the line itself. */
export function connection(root, words) {
  const line = root.querySelector('[data-region=connection]') ?? document.querySelector('[data-region=connection]');
  let told = Date.now();
  let status = 'off';
  const show = () => {
    const text = fill(words[status], { at: timeOf(told) });
    if (line && line.textContent !== text) line.textContent = text;
    root.dataset.line = status;
  };
  return {
    heard(stamp = Date.now()) { told = Math.max(told, stamp); if (words.on.includes('{at}')) show(); },
    status(word) { status = word; show(); },
    words: () => fill(words.off, { at: timeOf(told) }),
  };
}
