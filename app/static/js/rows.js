/* Rows of a conversation fetched as a part of a page. Everything here also works as a plain link. */
export async function fetchRows(address) {
  const answer = await fetch(address, { headers: { 'X-Partial': 'rows' } }).catch(() => null);
  if (!answer?.ok || !answer.headers.has('X-Partial')) return null;
  const list = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('rows');
  return list ? [...list.children] : null;
}

/* What the reader asked for gets the focus, without moving the page more than needed. */
export function lookAt(row) {
  if (!row) return;
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
}
