/* A second click on a button that is already at work does nothing; the server has its own key for the same accident. */
export function start(form) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = 'yes';
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  window.addEventListener('pageshow', () => delete form.dataset.sent);
}
