/* A ranking by buttons: up, down, in, out. The lists of places below them stay what is sent; without this module they are what is used. */
import { fill } from './words.js';

export function start(list) {
  const words = list.dataset;
  const told = list.parentElement.querySelector('[data-rank-told]');
  const items = [...list.querySelectorAll('[data-rank]')];
  const mark = (item) => item.querySelector('[data-mark]');
  const most = mark(items[0]).options.length - 1;
  const ranked = () => items.filter((item) => mark(item).value).sort((a, b) => mark(a).value - mark(b).value);
  const none = list.querySelector('input[name="choice"]');

  function button(item, act, sign) {
    const made = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-s' });
    made.dataset.act = act;
    made.append(Object.assign(document.createElement('span'), { textContent: sign, ariaHidden: 'true' }), ` ${words[act]}`);
    made.append(Object.assign(document.createElement('span'), { className: 'vh', textContent: `: ${item.dataset.name}` }));
    made.addEventListener('click', () => { if (made.getAttribute('aria-disabled') !== 'true') move(item, act); });
    return made;
  }

  for (const item of items) {
    const row = item.querySelector('.choice-row');
    mark(item).hidden = true;
    row.querySelector('label').removeAttribute('for');
    const place = Object.assign(document.createElement('b'), { className: 'place' });
    const tools = Object.assign(document.createElement('div'), { className: 'row rank-tools' });
    tools.append(button(item, 'up', '▲'), button(item, 'down', '▼'), button(item, 'add', '+'), button(item, 'out', '−'));
    row.prepend(place);
    row.append(tools);
  }

  function move(item, act) {
    const order = ranked();
    const at = order.indexOf(item);
    if (act === 'add' && order.length < most) order.push(item);
    if (act === 'out') order.splice(at, 1);
    if (act === 'up' && at > 0) order.splice(at - 1, 2, item, order[at - 1]);
    if (act === 'down' && at < order.length - 1) order.splice(at, 2, order[at + 1], item);
    if (act === 'add' && none) none.checked = false;
    items.forEach((one) => { mark(one).value = order.includes(one) ? order.indexOf(one) + 1 : ''; });
    draw();
    told.textContent = fill(order.includes(item) ? words.moved : words.gone, { name: item.dataset.name, n: order.indexOf(item) + 1 });
    const again = act === 'add' ? 'up' : act === 'out' ? 'add' : act; // the focus stays with what has just been moved
    item.querySelector(`[data-act="${again}"]`).focus();
    mark(item).dispatchEvent(new Event('change', { bubbles: true }));
  }

  function draw() {
    const order = ranked();
    list.prepend(...order, ...items.filter((item) => !order.includes(item)));
    for (const item of items) {
      const at = order.indexOf(item);
      item.classList.toggle('is-ranked', at >= 0);
      item.querySelector('.place').textContent = at >= 0 ? fill(words.place, { n: at + 1 }) : '';
      const show = (act, is, off) => {
        const one = item.querySelector(`[data-act="${act}"]`);
        one.hidden = !is;
        one.setAttribute('aria-disabled', String(off)); // not `disabled`: that would drop the focus
      };
      show('up', at >= 0, at === 0);
      show('down', at >= 0, at === order.length - 1);
      show('out', at >= 0, false);
      show('add', at < 0, order.length >= most);
    }
  }
  list.addEventListener('restored', draw);
  window.addEventListener('pageshow', draw);
  draw();
}
