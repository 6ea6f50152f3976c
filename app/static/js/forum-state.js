/* What a forum looks like after an event: the server's state, moved on by what the log says. No document, no network. */
const byId = (list, id) => list.find((one) => one.id === id);

function put(list, row) {
  const at = list.findIndex((one) => one.id === row.id);
  if (at < 0) list.push(row); else list[at] = { ...list[at], ...row };
}

function drop(list, id) {
  const at = list.findIndex((one) => one.id === id);
  if (at >= 0) list.splice(at, 1);
}

const STATES = { lobby: 'lobby', opened: 'live', resumed: 'live', reopened: 'live', paused: 'paused', closed: 'closed', cancelled: 'cancelled', missed: 'missed', rescheduled: 'scheduled' };

/* One function for each kind that changes something to be seen. A kind nobody knows changes nothing. */
const KINDS = {
  'session.settings': (state, p) => { Object.assign(state.settings, p); },
  'agenda.set': (state, p) => { state.agenda = p.items; },
  'agenda.started': (state, p) => put(state.agenda, p),
  'agenda.finished': (state, p) => put(state.agenda, p),
  'minutes.decision': (state, p) => { const item = byId(state.agenda, p.id); if (item) item.decision = p.text; },
  'queue.joined': (state, p) => put(state.queue, p),
  'queue.restored': (state, p) => put(state.queue, p),
  'queue.passed': (state, p) => { if (state.speaking?.id === p.id) state.speaking = null; drop(state.queue, p.id); state.queue.push(p); },
  'queue.left': (state, p) => drop(state.queue, p.id),
  'queue.removed': (state, p) => drop(state.queue, p.id),
  'queue.raised': (state, p) => { const turn = byId(state.queue, p.id); if (turn) { drop(state.queue, p.id); state.queue.unshift(turn); } },
  'speech.started': (state, p) => { state.speaking = p; drop(state.queue, p.id); },
  'speech.ended': (state, p) => { if (state.speaking?.id === p.id) state.speaking = null; },
  'question.held': (state, p) => leave(state, p.id, 'held'),
  'question.removed': (state, p) => leave(state, p.id, 'held'),
  'question.merged': (state, p) => { if (state.preview === undefined) drop(state.questions, p.id); else put(state.questions, p); },
  'poll.dropped': (state, p) => drop(state.polls, p.id),
  'chat.message': (state, p) => line(state, p),
  'chat.restored': (state, p) => line(state, p),
  'chat.removed': (state, p) => { const row = byId(state.chat ?? [], p.id); if (row) Object.assign(row, { text: '', hidden: true, reason: p.reason }); },
  'caption.final': (state, p, event) => { state.captions = [...state.captions, { seq: event.seq, ts: event.ts, ...p }].slice(-5); },
  'screen.show': (state, p) => { state.screen = { ...p, frozen: state.screen.frozen }; if (state.preview) state.preview = {}; },
  'screen.clear': (state) => { state.screen = { scene: 'blank', target: null, text: '', frozen: false }; },
  'screen.frozen': (state, p) => { state.screen = { ...state.screen, frozen: p.on }; },
  'screen.preview': (state, p) => { state.preview = p; },
};
for (const kind of ['paused', 'resumed', 'extended']) KINDS[`speech.${kind}`] = (state, p) => { state.speaking = p; };
for (const kind of ['created', 'approved', 'shown', 'answered', 'parted']) KINDS[`question.${kind}`] = (state, p) => put(state.questions, p);
for (const kind of ['created', 'opened', 'closed', 'published']) KINDS[`poll.${kind}`] = (state, p) => put(state.polls, p);
for (const [kind, word] of Object.entries(STATES)) {
  KINDS[`session.${kind}`] = (state, p, event) => { state.forum.state = word; state.forum.paused_at = kind === 'paused' ? event.ts : null; state.forum.reason = p.reason; };
}

/* Those who run the forum keep what the room no longer sees. */
function leave(state, id, word) {
  const row = byId(state.questions, id);
  if (state.preview === undefined) drop(state.questions, id);
  else if (row) row.state = word;
}

function line(state, row) {
  if (!state.chat) return;
  put(state.chat, row);
  if (state.chat.length > 200) state.chat.splice(0, state.chat.length - 200);
}

/* Changes `state`; gives back whether the kind was known. Words the log has let go of (`blank`) change nothing. */
export function apply(state, event) {
  const change = KINDS[event.k];
  if (change && !event.p.blank) change(state, event.p, event);
  state.told = event.ts;
  return Boolean(change);
}

/* Counts and orders that pass by: the latest is all there is. */
export function pass(state, kind, p) {
  if (kind === 'tally') {
    for (const [id, votes] of Object.entries(p.questions ?? {})) { const row = byId(state.questions, Number(id)); if (row) row.votes = votes; }
    for (const [id, cast] of Object.entries(p.polls ?? {})) { const row = byId(state.polls, Number(id)); if (row) row.cast = cast; }
  } else if (kind === 'reaction') {
    Object.assign(state.reactions, p);
  } else if (kind === 'queue') {
    const place = new Map(p.order.map((id, at) => [id, at]));
    state.queue.sort((a, b) => (place.get(a.id) ?? 1e9) - (place.get(b.id) ?? 1e9));
  } else if (kind === 'presence') {
    state.here = { ...state.here, [p.from]: { n: p.n, at: Date.now() } };
  }
}

/* How many connections there are, all processes together; one that has not said so for long has ended. */
export const here = (state) => Object.values(state.here ?? {}).filter(({ at }) => Date.now() - at < 40000).reduce((sum, { n }) => sum + n, 0);

export const ranked = (state) => state.questions.filter((one) => !one.into && ['shown', 'on_screen'].includes(one.state))
  .sort((a, b) => b.votes - a.votes || a.id - b.id);

/* Seconds left of a speech, at the server's time; a paused one stands still. */
export function left(turn, now) {
  return turn?.ends_at ? Math.ceil((turn.ends_at - (turn.paused_at ?? now)) / 1000) : 0;
}

/* The last mark a speech with so many seconds left has passed; null while there is time. */
export function markOf(seconds, marks) {
  const passed = marks.filter((one) => seconds <= one);
  return passed.length ? Math.min(...passed) : null;
}

export function clock(seconds) {
  const most = Math.abs(seconds);
  return `${seconds < 0 ? '−' : ''}${Math.floor(most / 60)}:${String(most % 60).padStart(2, '0')}`;
}
