/* Deciding by keys: 1 to 4 choose, N asks for the next case. Off until switched on here, so that no key ever surprises anybody who
   speaks to their computer or steers it by single keys (WCAG 2.1.4); never while something is being typed. */
const KEPT = 'triage-keys';

export function start(area) {
  if (matchMedia('(pointer: coarse)').matches) return;
  const form = area.querySelector('form');
  const next = document.querySelector('[data-triage-next] button');
  const choices = [...area.querySelectorAll('input[name=verdict]')];
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn-s btn-quiet';
  area.prepend(button);

  const isOn = () => { try { return localStorage.getItem(KEPT) === '1'; } catch { return false; } };
  const show = () => {
    button.textContent = isOn() ? area.dataset.off : area.dataset.on;
    button.setAttribute('aria-pressed', String(isOn()));
  };
  button.addEventListener('click', () => {
    try { localStorage.setItem(KEPT, isOn() ? '0' : '1'); } catch { /* the browser keeps nothing: the keys stay off */ }
    show();
  });
  show();

  document.addEventListener('keydown', (event) => {
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    if (event.target.closest('textarea, select, input:not([type=radio]):not([type=checkbox])')) return;
    const choice = choices[Number(event.key) - 1];
    if (choice) {
      event.preventDefault();
      choice.checked = true;
      choice.focus();
    } else if (event.code === 'KeyN') {
      event.preventDefault();
      next?.form.requestSubmit();
    } else if (event.key === 'Enter' && event.target.name === 'verdict') {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}
