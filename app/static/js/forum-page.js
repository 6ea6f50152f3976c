/* Renews what is on the page from the same page fetched again: what is typed, opened or focused stays as it is. */
const KEYS = ['question', 'turn', 'poll', 'item', 'message', 'column', 'option', 'region', 'row'];

const KEPT = ['open', 'tabindex', 'data-joined', 'data-line']; // set by the scripts, not by the page
const CHANGING = ['csrf_token', 'once'];

function keyOf(node) {
  if (node.nodeType !== 1) return null;
  if (node.nodeName === 'FORM' && node.dataset.do) { // several of one kind stand side by side: what they carry tells them apart
    const carried = [...node.elements].filter((one) => one.type === 'hidden' && !CHANGING.includes(one.name));
    return [node.dataset.do, ...carried.map((one) => `${one.name}=${one.value}`)].join(' ');
  }
  if (node.id) return `#${node.id}`;
  const name = KEYS.find((one) => one in node.dataset);
  return name ? `${name}:${node.dataset[name]}` : node.getAttribute('aria-labelledby');
}

const fits = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName;
const isOurs = (node) => node.nodeType === 1 && (node.hasAttribute('data-own') || node.hasAttribute('data-drawn') || node.dataset.region === 'connection' || node.classList.contains('count'));

function attributes(old, fresh) {
  for (const { name, value } of [...fresh.attributes]) {
    if (!(name === 'open' && old.nodeName === 'DETAILS') && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !KEPT.includes(name)) old.removeAttribute(name);
  }
}

/* Make `old` like `fresh`. A node that holds the focus is never moved: the others move around it. */
export function morph(old, fresh) {
  if (isOurs(old) || old.isEqualNode(fresh)) return;
  if (old.nodeType !== 1) { if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue; return; }
  attributes(old, fresh);
  if (old.nodeName === 'TEMPLATE') { old.innerHTML = fresh.innerHTML; return; }
  const keyed = new Map([...old.childNodes].map((node) => [keyOf(node), node]).filter(([key]) => key));
  let at = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    while (at && isOurs(at) && keyOf(at) !== keyOf(wanted)) at = at.nextSibling;
    const key = keyOf(wanted);
    let found = key ? keyed.get(key) : at;
    if (!found || !fits(found, wanted) || (!key && keyOf(found))) {
      old.insertBefore(document.importNode(wanted, true), at);
      continue;
    }
    keyed.delete(key);
    if (found !== at) {
      if (found.contains(document.activeElement)) while (at && at !== found) { const next = at.nextSibling; old.append(at); at = next; }
      else old.insertBefore(found, at);
    }
    morph(found, wanted);
    at = found.nextSibling;
  }
  while (at) { const next = at.nextSibling; if (!isOurs(at)) at.remove(); at = next; }
}

export const parsed = (html) => new DOMParser().parseFromString(html, 'text/html');

/* Gives back a function that says: something has changed. The page is fetched soon, and not more often than every `pause`. */
export function renewer(root, pause, after = () => {}) {
  let timer = null;
  let isBusy = false;
  let isWanted = false;
  let last = 0;

  async function fetchIt() {
    timer = null;
    if (isBusy) { isWanted = true; return; }
    isBusy = true;
    isWanted = false;
    last = Date.now();
    try {
      const answer = await fetch(location.pathname + location.search, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
      if (answer.ok) take(root, parsed(await answer.text()), after);
    } catch { /* offline: asked again after the next event */ }
    isBusy = false;
    if (isWanted) later(0);
  }

  function later(delay) {
    if (timer) return;
    timer = setTimeout(fetchIt, Math.max(delay, last + pause - Date.now()));
  }
  return later;
}

/* The part of a fetched page that this page shows; false when it is another page altogether. */
export function take(root, page, after = () => {}) {
  const fresh = page.querySelector('[data-forum]');
  if (!fresh || fresh.dataset.forum !== root.dataset.forum) return false;
  morph(root, fresh);
  after(page);
  return true;
}
