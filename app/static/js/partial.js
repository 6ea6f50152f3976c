/* Refreshes one region of the page from the server every so often, with a button to stop it; waits while the reader works inside.
   Ends by itself once the server sends the region without data-partial: there is nothing more to come. */
export function start(region) {
  const { partial, every = 30, pause, resume } = region.dataset;
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-s', textContent: pause });
  let running = true;
  button.addEventListener('click', () => { running = !running; button.textContent = running ? pause : resume; });
  region.before(button);

  const timer = setInterval(async () => {
    if (!running || document.hidden || region.contains(document.activeElement)) return;
    const answer = await fetch(partial, { headers: { 'X-Partial': region.id } }).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(region.id);
    if (running && fresh && fresh.innerHTML !== region.innerHTML) region.replaceChildren(...fresh.childNodes);
    if (running && fresh && !fresh.dataset.partial) { clearInterval(timer); button.remove(); }
  }, every * 1000);
}
