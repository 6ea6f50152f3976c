/* Half a plain ballot outlives a closed tab, on this device alone; the page that follows the cast, which is no form, drops it. */
import { keptHalf, store } from './fields.js';

export function start(at) {
  if (at.tagName === 'FORM') keptHalf(at, at.dataset.half); else store((box) => box.removeItem(at.dataset.half));
}
