/* Says before sending that a file is too large, and that one is on its way; the server judges everything itself. */
export function start(form) {
  const file = form.elements.file, button = form.querySelector('button');
  const line = Object.assign(document.createElement('p'), { className: 'error' });
  line.setAttribute('role', 'alert');
  file.after(line);
  const isTooLarge = () => [...file.files].some((one) => one.size > Number(form.dataset.upload));
  const look = () => { line.textContent = isTooLarge() ? form.dataset.tooLarge : ''; };
  file.addEventListener('change', look);
  form.addEventListener('submit', (event) => {
    look();
    if (isTooLarge()) { event.preventDefault(); file.focus(); return; }
    button.textContent = form.dataset.sending;
  });
}
