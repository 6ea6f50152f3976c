/* Opens what the page holds as <dialog>: modals by their link, and questions that would otherwise unfold in place. */
function closable(dialog) {
  dialog.addEventListener('click', (event) => {
    const onClose = event.target.closest('[data-close]');
    if (onClose || event.target === dialog) { event.preventDefault(); dialog.close(); }
  });
  return dialog;
}

const opened = new WeakMap();

export function start(opener) {
  if (opener.matches('[data-dialog]')) {
    const dialog = document.querySelector(opener.hash);
    if (!opened.has(dialog)) opened.set(dialog, closable(dialog));
    opener.addEventListener('click', (event) => { event.preventDefault(); dialog.showModal(); });
    return;
  }
  const panel = opener.querySelector('.panel');
  const dialog = closable(document.createElement('dialog'));
  dialog.setAttribute('aria-label', opener.querySelector('summary').textContent.trim());
  panel.classList.remove('panel');
  dialog.append(panel);
  opener.after(dialog);
  opener.querySelector('summary').addEventListener('click', (event) => { event.preventDefault(); dialog.showModal(); });
}
