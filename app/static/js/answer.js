/* Sends an answer and exchanges the card in place; 1, 2, 3 press the buttons. What could not be sent stays on the screen to be pressed again. */
export function start(card) {
  const number = { 1: 'agree', 2: 'disagree', 3: 'pass' };
  let busy = false;

  async function send(form, button) {
    if (busy) return;
    busy = true;
    const said = card.querySelector('[role=alert]');
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new FormData(form, button) });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.getElementById(card.id);
      if (!answer.ok || !fresh) return void location.reload();
      card.replaceChildren(...fresh.childNodes);
      card.querySelector('#asked')?.focus();
    } catch {
      said.textContent = card.dataset.lost;
      said.hidden = false;
      button?.focus();
    } finally {
      busy = false;
    }
  }

  card.addEventListener('submit', (event) => {
    event.preventDefault();
    send(event.target, event.submitter);
  });
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.target.closest('input, textarea, select')) return;
    const button = number[event.key] && card.querySelector(`.answers [value=${number[event.key]}]`);
    if (button) button.click();
  });
}
