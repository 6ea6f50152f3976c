/* Unfolds the rest of a branch where it belongs, in place of the link that leads to its own page. */
import { fetchRows, lookAt } from './rows.js';

export function start(list) {
  list.addEventListener('click', async (event) => {
    const link = event.target.closest('a[data-branch]');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    link.setAttribute('aria-busy', 'true');
    const rows = await fetchRows(link.dataset.branch);
    if (!rows) { location.assign(link.href); return; }
    unfold(list, link.closest('li'), rows);
  });
}

/* Rows that are there already stay where they are read: the fetched ones take their place, in the order of the branch. */
function unfold(list, asked, rows) {
  const ids = new Set(rows.map((row) => row.id).filter(Boolean));
  const known = new Set([...list.children].map((row) => row.id).filter(Boolean));
  const first = [...list.children].find((row) => ids.has(row.id));
  const place = document.createComment('');
  if (first) first.before(place); else asked.before(place);
  for (const row of [...list.children]) {
    if (ids.has(row.id) || (row.dataset.of && ids.has(`comment-${row.dataset.of}`))) row.remove();
  }
  asked.remove();
  place.replaceWith(...rows);
  lookAt(rows.find((row) => row.id && !known.has(row.id)));
}
