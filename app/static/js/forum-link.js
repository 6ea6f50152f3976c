/* The line to a forum: every numbered event once and in order, what was missed after a tunnel, commands that are sent again under
   the same id until they are answered, and the server's clock. Draws nothing. */
const GAP_PAUSE = 400; // an event that overtook another waits so long for it
const ANSWER_MS = 8000;
const DELAY = 1000;

export const newId = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/* tell: { state(state), event(event), pass(kind, payload), you(you), status(on|off|refused), refused(answer), head(message)? } */
export async function open({ forum, lens, tell }) {
  const { io } = await import('../vendor/socket.io.esm.min.js');
  const socket = io('/forums', { transports: ['websocket'], query: { lang: document.documentElement.lang }, reconnectionDelay: DELAY, reconnectionDelayMax: 8000 });
  const waiting = new Map(); // commands without an answer yet, by id
  const early = {}; // events that overtook others, by channel and number
  let last = null; // the last number of each channel
  let offset = 0;
  let best = Infinity;
  let joined = false;

  const now = () => Date.now() + offset;

  function setClock(answer, sent) {
    const back = Date.now();
    if (!answer.now || back - sent > best) return;
    best = back - sent;
    offset = answer.now - (sent + back) / 2;
  }

  async function ask(name, payload) {
    const sent = Date.now();
    const answer = await socket.timeout(ANSWER_MS).emitWithAck(name, payload);
    setClock(answer, sent);
    return answer;
  }

  async function join(anew = false) {
    let answer;
    try { answer = await ask('join', { forum, lens, since: anew ? null : last }); } catch { if (socket.connected) setTimeout(join, DELAY, anew); return; }
    if (!answer.ok) {
      if (answer.retry_ms) { setTimeout(join, answer.retry_ms, anew); return; }
      tell.status('refused');
      tell.refused(answer);
      return;
    }
    if (answer.state) {
      last = { ...answer.state.head };
      tell.state(answer.state, answer.you);
    }
    joined = true;
    tell.you(answer.you);
    tell.status('on');
    answer.events.forEach(take);
    for (const channel of Object.keys(last)) { settle(channel); behind(channel, answer.head[channel]); }
    waiting.forEach((_, id) => send(id));
  }

  function take(event) {
    if (!last || !(event.ch in last) || event.seq <= last[event.ch]) return;
    (early[event.ch] ??= new Map()).set(event.seq, event);
    settle(event.ch);
  }

  function settle(channel) {
    const held = early[channel];
    if (!held || !joined) return;
    let event;
    while ((event = held.get(last[channel] + 1))) {
      held.delete(event.seq);
      last[channel] = event.seq;
      tell.event(event);
    }
    for (const seq of held.keys()) if (seq <= last[channel]) held.delete(seq);
    if (held.size) behind(channel, Math.max(...held.keys()));
  }

  const asking = {};
  function behind(channel, head) {
    if (!(head > last?.[channel]) || asking[channel]) return;
    asking[channel] = true;
    setTimeout(async () => {
      try {
        while (socket.connected && last[channel] < head) {
          const answer = await ask('sync', { ch: channel, since: last[channel] });
          if (!answer.ok || !answer.events.length) break;
          answer.events.forEach(take);
        }
      } catch { /* the next head says it again */ }
      asking[channel] = false;
    }, GAP_PAUSE);
  }

  async function send(id) {
    const command = waiting.get(id);
    if (!command || command.isSent || !joined || !socket.connected) return;
    command.isSent = true;
    try {
      const answer = await ask('cmd', { id, k: command.kind, p: command.payload });
      waiting.delete(id);
      command.resolve(answer);
    } catch {
      command.isSent = false;
      if (socket.connected) send(id);
    }
  }

  /* Resolves with the server's answer, after a tunnel too: the same id, so it is done once. */
  function command(kind, payload = {}, id = newId()) {
    return new Promise((resolve) => {
      waiting.set(id, { kind, payload, resolve, isSent: false });
      send(id);
    });
  }

  socket.on('connect', () => {
    socket.io.reconnectionDelay(DELAY);
    socket.io.randomizationFactor(0.5);
    join();
  });
  socket.on('disconnect', (reason) => {
    joined = false;
    tell.status('off');
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), Math.random() * DELAY);
  });
  socket.on('restart', ({ within_ms: within }) => { // the server ends: come back at some time of one's own within it
    socket.io.reconnectionDelay(within / 2);
    socket.io.reconnectionDelayMax(within);
    socket.io.randomizationFactor(1);
  });
  socket.on('ev', take);
  socket.on('eph', ({ k, p }) => { if (joined) tell.pass(k, p); });
  socket.on('head', (message) => {
    offset = best === Infinity ? message.now - Date.now() : offset;
    tell.head?.(message);
    for (const [channel, head] of Object.entries(message.head)) if (joined && channel in last) behind(channel, head);
  });
  socket.on('you', refreshMe);
  async function refreshMe() {
    try {
      const answer = await ask('me', {});
      if (answer.ok) tell.you(answer.you);
    } catch { /* asked again after the next connection */ }
  }
  addEventListener('online', () => { if (!socket.connected) socket.disconnect().connect(); });
  return { command, now, refreshMe, anew: () => join(true), close: () => socket.close() };
}
