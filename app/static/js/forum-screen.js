/* The big screen: follows what is shown, in the server's own words. Nothing to press, no pointer. */
import { open } from './forum-link.js';
import { renewer } from './forum-page.js';
import { clocks, connection } from './forum-voice.js';

const PAUSE = 500;

export async function start(root) {
  const region = root.querySelector('[data-region=connection]');
  region.removeAttribute('role'); // its time changes every few seconds, and nobody listens to a screen
  const line = connection(root, { on: region.dataset.on, off: region.dataset.off, refused: region.dataset.off });
  const renew = renewer(root, PAUSE, () => tick());
  const told = () => { line.heard(); renew(0); };
  const link = await open({
    forum: Number(root.dataset.forum),
    lens: 'projector',
    tell: { state: told, event: told, pass: (kind) => { if (!['presence', 'people'].includes(kind)) told(); }, you() {}, status: line.status, refused() {}, head: () => line.heard() },
  });
  const tick = clocks(root, link.now);
}
