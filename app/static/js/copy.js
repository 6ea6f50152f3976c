/* Copies a text of the page (data-copy="#id") or a link (data-copy="https://…") and says so on the button. */
export function start(button) {
  const target = button.dataset.copy;
  const label = button.querySelector('span') || button;
  const words = label.textContent;
  label.setAttribute('aria-live', 'polite');
  button.addEventListener('click', async () => {
    const source = target.startsWith('#') && document.querySelector(target);
    await navigator.clipboard.writeText(source ? source.textContent.trim() : new URL(target, location.href).href);
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = words; }, 3000);
  });
}
