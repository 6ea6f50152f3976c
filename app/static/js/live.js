/* Tells readers of a conversation that something new has been said, and leaves it to them to look: no moving text, no stolen focus.
   The bar shows all of it; below a conversation that is on the page a line shows what belongs there. Told to the ear once a while. */
import { fetchRows, lookAt } from './rows.js';
import { fill, later } from './words.js';

const BATCH = 50; // as many as the server gives at once
const PAUSE = 1500;

export async function start(bar) {
  const { io } = await import('../vendor/socket.io.esm.min.js');
  const fresh = new Map(); // id of a new comment -> id of its root
  const latest = document.getElementById('latest');
  const spoken = document.querySelector('[data-live-told]');
  const link = Object.assign(document.createElement('a'), { className: 'btn btn-main btn-s' });
  let told = 0;
  const say = later(PAUSE, () => {
    if (fresh.size > told) spoken.textContent = fill(bar.dataset.told, { n: fresh.size });
    told = fresh.size;
  });
  const address = (ids) => `${bar.dataset.news}?ids=${ids.slice(0, BATCH).join(',')}`;

  function draw() {
    if (!fresh.size) { link.remove(); return; }
    link.textContent = fill(bar.dataset.new, { n: fresh.size });
    link.href = address([...fresh.keys()]);
    if (!link.isConnected) bar.append(link);
  }

  function forget(ids) {
    ids.forEach((id) => fresh.delete(id));
    told = fresh.size;
    draw();
    document.querySelectorAll('[data-news-of]').forEach((line) => drawLine(Number(line.dataset.newsOf)));
  }

  const of = (root) => [...fresh].filter(([, its]) => its === root).map(([id]) => id);

  /* The line at the end of a conversation that is on the page. */
  function drawLine(root) {
    let line = document.querySelector(`[data-news-of="${root}"]`);
    const ids = of(root);
    if (!ids.length) { line?.remove(); return; }
    if (!line) {
      const last = [...document.querySelectorAll(`[data-branches] > [data-root="${root}"]`)].at(-1);
      if (!last) return;
      line = document.createElement('li');
      line.className = 'comment depth-1';
      line.dataset.newsOf = root;
      line.append(Object.assign(document.createElement('a'), { className: 'onward' }));
      line.firstChild.addEventListener('click', (event) => show(event, () => of(root), (rows) => insert(line, rows)));
      last.after(line);
    }
    line.firstChild.textContent = fill(bar.dataset.replies, { n: ids.length });
    line.firstChild.href = address(ids);
  }

  async function show(event, wanted, place) {
    event.preventDefault();
    const ids = wanted().slice(0, BATCH);
    const rows = await fetchRows(address(ids));
    if (!rows) { location.assign(address(ids)); return; }
    const missing = rows.filter((row) => !document.getElementById(row.id));
    place(missing);
    forget(ids);
    lookAt(missing[0]);
  }

  function insert(line, rows) {
    const level = Number(line.parentElement.dataset.level);
    rows.forEach((row) => row.classList.replace('depth-0', `depth-${Math.min(3, Math.max(0, row.dataset.depth - level))}`));
    line.before(...rows);
  }

  link.addEventListener('click', (event) => show(event, () => [...fresh.keys()], (rows) => {
    latest.prepend(...rows);
    latest.hidden = !latest.children.length;
    if (!latest.hidden) latest.parentElement.querySelector('.empty')?.remove();
  }));
  const socket = io('/live', { transports: ['websocket'] });
  socket.on('connect', () => socket.emit('join', { topic: bar.dataset.liveTopic }, ({ ok }) => { bar.dataset.joined = ok; }));
  socket.on('comment', ({ id, root }) => {
    if (document.getElementById(`comment-${id}`)) return;
    fresh.set(id, root);
    draw();
    if (root !== id) drawLine(root);
    say();
  });
}
