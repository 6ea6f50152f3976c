/* Sends a vote without leaving the page; the button keeps its place and its focus. */
export function start(area) {
  area.addEventListener('submit', async (event) => {
    const form = event.target.closest('form[data-votes]');
    if (!form || form.dataset.plain) return;
    event.preventDefault();
    const at = [...form.elements].filter((one) => one.type === 'submit').indexOf(event.submitter);
    const body = new FormData(form, event.submitter);
    const answer = await fetch(form.action, { method: 'POST', body, headers: { 'X-Partial': 'votes' } }).catch(() => null);
    const fresh = answer?.ok && answer.headers.has('X-Partial')
      ? new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('form[data-votes]') : null;
    if (!fresh) { plainly(form, event.submitter); return; }
    form.replaceWith(fresh);
    fresh.querySelectorAll('button')[at]?.focus({ preventScroll: true });
  });
}

/* Whatever the server has to say instead, it says on a page of its own: sign in, confirm the address, closed meanwhile. */
function plainly(form, button) {
  form.dataset.plain = 'yes';
  form.requestSubmit(button);
}
