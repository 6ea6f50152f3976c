/* What a forum's page says to the ear and shows of its line: news in batches, alarms at once, clocks from the server's time. */
import { clock } from './forum-state.js';
import { fill } from './words.js';

const BATCH_MS = 5000;
const WARNING_SECONDS = 30;

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

/* Every clock on the page, once a second, from absolute times. */
export function clocks(root, now) {
  const tick = () => root.querySelectorAll('[data-clock]').forEach((face) => {
    const { endsAt, pausedAt } = face.dataset;
    if (!endsAt) return;
    const seconds = Math.ceil((Number(endsAt) - (Number(pausedAt) || now())) / 1000);
    const words = clock(seconds);
    if (face.textContent !== words) face.textContent = words;
    face.classList.toggle('is-late', seconds < 0);
    face.classList.toggle('is-warning', seconds >= 0 && seconds <= WARNING_SECONDS);
  });
  setInterval(tick, 500);
  return tick;
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
