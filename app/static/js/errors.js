/* The error summary takes the focus once, so that it is read first; its links put the cursor into the field. */
export function start(summary) {
  summary.focus();
  summary.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest('.field') || field).scrollIntoView({ block: 'center' });
    field.focus({ preventScroll: true });
  });
}
