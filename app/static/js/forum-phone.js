/* The phone: what is going on, drawn from the events themselves, so that a thousand phones ask the server for nothing. Only what one
   person does, and the rare turn of the whole forum, fetches the page again. Focus, and what is being typed, is left alone. */
import { open } from './forum-link.js';
import { renewer } from './forum-page.js';
import { apply, here, pass, ranked } from './forum-state.js';
import { clocks, connection, voice } from './forum-voice.js';
import { fill } from './words.js';

const DRAW_MS = 100;
const SPREAD_PER_SECOND = 100; // pages that a whole forum fetches anew in one second, when it must
const NUMBERS = ['question', 'entry', 'poll', 'reply_to'];
const FLAGS = ['anonymous'];
const OWN = ['queue.join', 'queue.leave', 'question.create', 'poll.vote', 'attend'];

export async function start(root) {
  const words = root.querySelector('[data-words]').dataset;
  const region = (name) => root.querySelector(`[data-region=${name}]`);
  const ear = voice(root, words);
  const line = connection(root, { on: words.on, off: words.off, refused: words.refused });
  const renew = renewer(root, 1000, () => draw());
  let state = null;
  let you = null;
  let timer = null;
  let isPaused = false;

  const pause = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-s', textContent: words.pause });
  pause.dataset.own = '';
  pause.setAttribute('aria-pressed', 'false');
  pause.addEventListener('click', () => {
    isPaused = !isPaused;
    pause.setAttribute('aria-pressed', String(isPaused));
    if (!isPaused) draw();
  });
  region('connection').after(pause);

  ['queue', 'questions', 'chat', 'polls', 'captions', 'speaking'].forEach((name) => region(name)?.setAttribute('data-drawn', '')); // ours from here on
  const soon = () => { timer ??= setTimeout(() => { timer = null; draw(); }, DRAW_MS); };
  const isMine = (turn) => Boolean(you?.member) && turn?.member === you.member;
  const spread = () => Math.random() * Math.max(1, here(state) / SPREAD_PER_SECOND) * 1000;

  const link = await open({
    forum: Number(root.dataset.forum),
    lens: 'participant',
    tell: {
      state(fresh) { state = fresh; soon(); },
      event(event) {
        const polled = event.k === 'poll.opened';
        apply(state, event);
        line.heard(event.ts);
        soon();
        if (event.k === 'chat.message' && event.p.member !== you?.member) ear.polite('chats');
        if (event.k === 'question.created' || event.k === 'question.approved') ear.polite('questions');
        if (polled) ear.alarm(fill(words.polled, { q: event.p.q }));
        if (event.k === 'speech.started' && isMine(event.p)) { ear.alarm(words.turn); renew(0); }
        if (event.k === 'speech.ended' && isMine(event.p)) renew(0);
        if (event.k.startsWith('session.') || event.k === 'agenda.set') renew(spread());
      },
      pass(kind, p) { if (state) { pass(state, kind, p); soon(); } },
      you(fresh) {
        const changed = you && JSON.stringify([you.muted, you.role, you.caps]) !== JSON.stringify([fresh.muted, fresh.role, fresh.caps]);
        you = fresh;
        soon();
        if (changed) renew(0);
      },
      status(word) {
        line.status(word);
        if (word === 'off') ear.alarm(words.off);
      },
      refused(answer) { ear.alarm(answer.msg); },
      head: ({ now }) => line.heard(now),
    },
  });
  const marks = root.querySelector('[data-marks]').dataset;
  const tick = clocks(root, link.now, (turn, name, word) => {
    if (isMine(state?.speaking)) ear.alarm(fill(marks.mine, { word }));
    else if (!isPaused) ear.say(fill(marks.said, { name, word }));
  });

  root.addEventListener('submit', async (event) => {
    const form = event.target;
    const kind = form.dataset.do;
    if (!kind || event.defaultPrevented) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = '';
    root.querySelectorAll('.error[role=alert]').forEach((one) => one.remove());
    const answer = await link.command(kind, payloadOf(form, kind));
    delete form.dataset.busy;
    if (answer.ok) done(form, kind, answer); else refuse(form, answer);
  });

  function done(form, kind, answer) {
    if (kind === 'question.upvote' || kind === 'question.unvote') {
      const id = Number(form.elements.question.value);
      you.upvotes = kind === 'question.upvote' ? [...you.upvotes, id] : you.upvotes.filter((one) => one !== id);
      pass(state, 'tally', { questions: { [id]: answer.votes } });
      soon();
    } else if (kind !== 'reaction.send') {
      form.reset();
      form.querySelector('textarea')?.dispatchEvent(new Event('input', { bubbles: true }));
    }
    if (words[kind]) ear.say(words[kind]);
    if (OWN.includes(kind)) link.refreshMe().then(() => renew(0));
  }

  function refuse(form, answer) {
    const told = Object.assign(document.createElement('p'), { className: 'error', textContent: answer.msg });
    told.setAttribute('role', 'alert');
    told.dataset.own = '';
    form.prepend(told);
  }

  /* ---- drawing ---- */

  const row = (name) => root.querySelector(`template[data-row="${name}"]`).content.firstElementChild.cloneNode(true);
  function put(node, fields) {
    for (const [name, value] of Object.entries(fields)) {
      node.querySelectorAll(`[data-f="${name}"]`).forEach((one) => {
        if (one.textContent !== String(value ?? '')) one.textContent = value ?? '';
        one.hidden = value === '' || value === null || value === undefined;
      });
    }
    return node;
  }

  /* One node per row, kept while the row lives; rows stay where they are as long as one of them holds the focus. */
  function rows(box, list, name, attribute, fill_) {
    if (!box) return;
    const isHeld = box.contains(document.activeElement) && box !== document.activeElement;
    const there = new Map([...box.children].filter((node) => node.drawn === name).map((node) => [node.getAttribute(attribute), node]));
    [...box.children].forEach((node) => { if (!node.drawn && !node.contains(document.activeElement)) node.remove(); });
    let before = box.firstChild;
    for (const one of list) {
      let node = there.get(String(one.id));
      there.delete(String(one.id));
      if (!node) {
        node = row(name);
        node.drawn = name;
        node.setAttribute(attribute, one.id);
        box.insertBefore(node, isHeld ? null : before);
      } else if (node === before) before = before.nextSibling;
      else if (!isHeld) box.insertBefore(node, before);
      fill_(node, one);
    }
    there.forEach((node) => { if (!node.contains(document.activeElement)) node.remove(); });
    if (!list.length && !box.children.length && root.querySelector(`template[data-row="no-${name}"]`)) {
      const nothing = row(`no-${name}`);
      box.append(nothing);
    }
  }

  const meta = (turn) => [turn.class !== 'ordinary' && words[`class_${turn.class}`], turn.side !== 'neutral' && words[`side_${turn.side}`]].filter(Boolean).join(' · ');

  function draw() {
    if (!state || isPaused) return;
    drawNow();
    rows(region('queue'), state.queue, 'turn', 'data-turn', (node, turn) => {
      put(node, { place: `${state.queue.indexOf(turn) + 1}.`, name: turn.name, meta: meta(turn), note: turn.note });
      node.classList.toggle('is-mine', isMine(turn));
    });
    const place = root.querySelector('[data-place]');
    const mine = state.queue.findIndex(isMine) + 1;
    if (place && mine) place.textContent = fill(words.turns, { n: mine });
    drawPolls();
    const answered = state.questions.filter((one) => one.state === 'answered' && !one.into);
    rows(region('questions'), [...ranked(state).filter((one) => one.state === 'on_screen'), ...ranked(state).filter((one) => one.state !== 'on_screen'), ...answered], 'question', 'data-question', drawQuestion);
    rows(region('chat'), state.chat, 'message', 'data-message', (node, one) => {
      put(node, one.hidden ? { name: '', text: '', gone: words.gone } : { name: one.name, text: one.text, gone: '', about: `: ${one.name}` });
      reportable(node, one.id, one.hidden);
    });
    region('reactions')?.querySelectorAll('form').forEach((form) => {
      const kind = form.elements.reaction.value;
      form.querySelector('button').textContent = `${words[`reaction_${kind}`]} ${state.reactions[kind] ?? 0}`;
    });
    tick();
  }

  function drawNow() {
    const item = state.agenda.find((one) => one.state === 'open');
    const box = region('item');
    const open = state.forum.state === 'live' && item;
    const text = state.forum.state === 'paused' ? words.paused : open ? item.title : null;
    if (text && box.textContent !== text) box.textContent = text;
    const speaking = region('speaking');
    const turn = state.speaking;
    if (!turn) speaking.replaceChildren();
    else if (speaking.dataset.turn !== String(turn.id) || !speaking.firstElementChild?.drawn) {
      const node = row('speaking');
      node.drawn = 'speaking';
      speaking.replaceChildren(node);
      speaking.dataset.turn = turn.id;
    }
    if (turn) {
      put(speaking, { name: turn.name, meta: meta(turn) });
      Object.assign(speaking.querySelector('[data-clock]').dataset, { clock: turn.id, name: turn.name, endsAt: turn.ends_at ?? '', pausedAt: turn.paused_at ?? '' });
    }
    const captions = region('captions');
    const last = Math.max(0, ...[...captions.querySelectorAll('[data-seq]')].map((one) => Number(one.dataset.seq)));
    for (const one of state.captions.filter(({ seq }) => seq > last)) {
      const said = put(row('caption'), { speaker: one.speaker, text: one.text });
      said.dataset.seq = one.seq;
      captions.append(said);
      captions.scrollTop = captions.scrollHeight;
    }
    while (captions.children.length > 5) captions.firstElementChild.remove();
  }

  function drawQuestion(node, one) {
    put(node, { text: one.text, by: one.name ?? words.nameless, state: words[`question_${one.state}`], votes: fill(words.wanted, { n: one.votes }), answer: one.answer, answered_by: one.answer ? one.answered_by || words.answered : '' });
    node.dataset.votes = one.votes;
    node.id = `question-${one.id}`;
    node.querySelector('[data-f=answer]').closest('p').hidden = !one.answer;
    const form = node.querySelector('form');
    if (form) {
      const isMarked = you?.upvotes.includes(one.id);
      form.dataset.do = isMarked ? 'question.unvote' : 'question.upvote';
      form.elements.question.value = one.id;
      form.hidden = one.state === 'answered';
      const button = form.querySelector('button');
      button.setAttribute('aria-pressed', String(Boolean(isMarked)));
      put(button, { upvote: fill(words.upvote, { n: one.votes }) });
    }
    reportable(node, one.id);
    put(node, { about: `: ${one.text}` });
  }

  function reportable(node, id, isGone = false) {
    const link_ = node.querySelector('a[data-report]');
    link_.href = link_.dataset.report.replace(/0(?=\/?$)/, id);
    link_.hidden = isGone;
  }

  function drawPolls() {
    const open = state.polls.filter((one) => one.state === 'open');
    const last = state.polls.filter((one) => ['closed', 'published'].includes(one.state)).at(-1);
    const shown = last && !open.length ? [last] : open;
    const box = region('polls');
    rows(box, shown.map((one) => ({ ...one, id: `${one.id}` })), 'poll', 'data-poll', (node, one) => {
      const isVoted = you?.voted.includes(Number(one.id));
      const mayVote = one.state === 'open' && !one.paper && (!isVoted || !one.secret) && you?.caps.includes('vote');
      const looks = JSON.stringify([one.state, mayVote, isVoted, one.state === 'published' && one.options]);
      if (node.looks !== looks) {
        const isHeld = node.contains(document.activeElement);
        node.looks = looks;
        drawPoll(node, one, mayVote, isVoted);
        if (isHeld) { node.tabIndex = -1; node.focus({ preventScroll: true }); } // what had the focus is gone: not so the reader's place
      }
      put(node, { cast: one.paper && one.state !== 'published' ? '' : fill(words.cast, { n: one.cast.toLocaleString('en') }) });
    });
  }

  function drawPoll(node, one, mayVote, isVoted) {
    const title = node.querySelector('h2');
    title.id = `poll-${one.id}`;
    node.setAttribute('aria-labelledby', title.id);
    node.dataset.pollState = one.state;
    put(node, {
      q: one.q, told: mayVote || one.state === 'published' ? '' : one.paper ? words.binding : `${isVoted ? `${words.voted} ` : ''}${words.hidden}`,
      how: mayVote ? `${one.max === 1 ? words.one : fill(words.several, { n: one.max })} ${one.secret ? words.secret : words.hands}` : '',
    });
    const isCounted = one.state === 'published';
    node.querySelectorAll('a[data-booth]').forEach((way, at) => {
      way.href = way.dataset.booth.replace(/0(?=\/?$)/, one.paper ?? 0);
      way.hidden = !one.paper || (at === 0) === isCounted; // the way in while it runs, then the way to what came out
    });
    const form = node.querySelector('form');
    form.hidden = !mayVote;
    form.elements.poll.value = one.id;
    const picks = form.querySelector('ul');
    picks.replaceChildren(...(mayVote ? one.options.map((option) => {
      const pick = put(row('pick'), { text: option.text });
      const box = Object.assign(pick.querySelector('input'), { type: one.max === 1 ? 'radio' : 'checkbox', id: `option-${option.id}`, value: option.id });
      box.checked = (you.chosen[one.id] ?? []).includes(option.id);
      pick.querySelector('label').htmlFor = box.id;
      return pick;
    }) : []));
    const list = node.querySelector('[data-options]');
    list.hidden = mayVote || one.state === 'published';
    list.replaceChildren(...one.options.map((option) => Object.assign(document.createElement('li'), { lang: 'ko', textContent: option.text })));
    const table = node.querySelector('table');
    table.hidden = one.state !== 'published';
    const most = Math.max(1, ...one.options.map((option) => option.n ?? 0));
    table.tBodies[0].replaceChildren(...(one.state === 'published' ? one.options.map((option) => {
      const bar = put(row('bar'), { text: option.text, n: fill(words.votes, { n: option.n.toLocaleString('en') }), percent: one.cast ? `${Math.floor(100 * option.n / one.cast)}%` : '' });
      bar.querySelector('rect').setAttribute('width', String(100 * option.n / most));
      return bar;
    }) : []));
  }
}

/* A form's fields as the command carries them. */
function payloadOf(form, kind) {
  const payload = {};
  if (kind === 'poll.vote') payload.options = [];
  for (const [name, value] of new FormData(form)) {
    if (['csrf_token', 'once', 'back', 'anchor'].includes(name) || name.startsWith('has_')) continue;
    if (name === 'options') payload.options.push(Number(value));
    else if (FLAGS.includes(name)) payload[name] = true;
    else payload[name] = NUMBERS.includes(name) ? Number(value) : value;
  }
  return payload;
}
