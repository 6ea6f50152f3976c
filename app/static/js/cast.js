/* A sealed vote on one page: choose, check, cast, numbers. What is chosen leaves this device sealed or not at all. */
import { keptHalf, store } from './fields.js';
import { draw } from './qr.js';
import { won } from './words.js';

export function start(root) {
  const wake = () => root.querySelectorAll('[data-waits]').forEach((button) => { button.disabled = false; });
  if (!window.isSecureContext || !crypto.subtle) return wake(); // the form goes the assisted way
  const words = root.dataset;
  const form = root.querySelector('form');
  const find = (name) => root.querySelector(`[data-${name}]`);
  const place = `vote:${words.fingerprint}:${words.voter}`; // a neighbour on the same device must not change my ballot
  const say = (name, sentence) => { const at = find(name); at.textContent = sentence; at.hidden = !sentence; };
  const draft = `${place}:draft`;
  const isShared = Boolean(words.next); // a device that many people use one after the other keeps nothing
  const forgetHalf = isShared ? () => {} : keptHalf(form, draft);
  let ready; // the protocol and the manifest, fetched while the voter looks at the choice

  function load() { try { return JSON.parse(localStorage.getItem(place)) || {}; } catch { return {}; } }
  function keep(state) { try { localStorage.setItem(place, JSON.stringify(state)); } catch { /* then for this page alone */ } }

  function show(step) {
    root.querySelectorAll('[data-step]').forEach((part) => { part.hidden = part.dataset.step !== step; });
    if (step !== 'choose') root.querySelector(`[data-step="${step}"] h2`).focus();
    window.scrollTo(0, 0);
  }

  const ticked = () => [...form.querySelectorAll('[name="choice"]:checked')];
  const marked = () => [...form.querySelectorAll('[data-mark]')].filter((one) => (one.options ? one.value : one.checked));
  const codeOf = (one) => one.name.slice('mark-'.length);

  /* What the ballot says, in the protocol's own words (app/voting/ballot.py: choice_to_json). */
  function choice({ format }) {
    const codes = ticked().map((box) => box.value);
    if (codes.includes('none')) return codes.length === 1 && !marked().length ? { none: true } : null;
    if (format.kind === 'ranking') return { ranking: marked().sort((a, b) => a.value - b.value).map(codeOf) };
    if (format.kind === 'grades') return { points: Object.fromEntries(marked().map((one) => [codeOf(one), Number(one.value)])) };
    return { names: codes.sort() };
  }

  /* The frozen paper's own limits: nobody after this page can see whether a choice keeps them. */
  function fits({ format, options }, said) {
    if (!said) return false;
    if (said.none) return format.allow_none;
    if ((said.names ?? said.ranking ?? Object.keys(said.points)).some((code) => !options.some((option) => option.code === code))) return false;
    const between = (n, least, most) => n >= (least ?? 0) && n <= (most ?? Infinity);
    if (said.ranking) {
      const places = marked().map((one) => one.value);
      return new Set(places).size === places.length && between(places.length, format.min_choices, format.scores.length);
    }
    if (said.points) return Object.keys(said.points).length > 0 && Object.values(said.points).every((grade) => between(grade, format.min_grade, format.max_grade));
    const chosen = options.filter((option) => said.names.includes(option.code));
    const sum = chosen.reduce((total, option) => total + option.cost, 0);
    if (['choose-one', 'yes-no'].includes(format.kind)) return chosen.length === 1;
    if (format.kind === 'knapsack') return between(chosen.length, 1, format.max_choices) && between(sum, format.min_spend, format.budget);
    const inside = (quota) => between(chosen.filter((one) => one.category === quota.category).length, quota.min_choices, quota.max_choices);
    return between(chosen.length, format.min_choices, format.max_choices) && between(sum, format.min_sum_cost, format.max_sum_cost) && format.quotas.every(inside);
  }

  /* How many more could have been marked, so that nobody stops short by mistake. */
  function unused({ format, options }, said) {
    if (said.none || ['choose-one', 'yes-no'].includes(format.kind)) return 0;
    const offered = options.filter((option) => !option.withdrawn);
    if (said.points) return offered.length - Object.keys(said.points).length;
    if (said.ranking) return Math.min(format.scores.length, offered.length) - said.ranking.length;
    const chosen = offered.filter((option) => said.names.includes(option.code));
    const budget = format.kind === 'knapsack' ? format.budget : format.max_sum_cost;
    const left = (budget ?? Infinity) - chosen.reduce((total, option) => total + option.cost, 0);
    const isFull = (field) => (format.quotas ?? []).some((quota) => quota.category === field && chosen.filter((one) => one.category === field).length >= quota.max_choices);
    const room = offered.filter((option) => !chosen.includes(option) && option.cost <= left && !isFull(option.category)).length;
    return Math.min(room, (format.max_choices ?? Infinity) - chosen.length);
  }

  function lines(said) {
    const name = (one) => one.closest('.choice').querySelector('b:not(.place)').textContent;
    if (said.none) return [words.none];
    if (said.ranking) return marked().sort((a, b) => a.value - b.value).map((one, at) => `${at + 1}. ${name(one)}`);
    if (said.points) return marked().map((one) => `${name(one)} · ${one.closest('label').textContent.trim()}`);
    return ticked().map((box) => (Number(box.dataset.cost || 0) ? `${name(box)} · ${won(Number(box.dataset.cost))}` : name(box)));
  }

  /* The frozen paper as this voter's own ballot has it: what is for everybody, and for one of the areas of their electorate. */
  function mine(paper) {
    const { areas } = paper.electorates.find((body) => body.code === words.style);
    return areas ? { ...paper, options: paper.options.filter((option) => !option.area || areas.includes(option.area)) } : paper;
  }

  async function prepare() {
    const [protocol, answer] = await Promise.all([import('./verifiable.js'), fetch(words.manifest)]);
    const manifest = protocol.readManifest(await answer.text(), words.fingerprint);
    return { ...protocol, manifest, paper: mine(manifest.raw.paper) };
  }

  async function review() {
    say('problem', '');
    let said;
    let paper;
    try {
      ready = ready || prepare();
      const protocol = await ready;
      paper = protocol.paper;
      said = choice(paper);
      if (!fits(paper, said)) return say('problem', words.broken);
      const code = form.querySelector('[name="code"]');
      if (code && !load().token && !protocol.readRecovery(code.value)) return say('problem', words.noCode);
    } catch {
      ready = undefined;
      return say('problem', words.failedWords);
    }
    find('list').replaceChildren(...lines(said).map((text) => Object.assign(document.createElement('li'), { textContent: text })));
    if (find('total')) find('total').textContent = won(ticked().reduce((sum, box) => sum + Number(box.dataset.cost || 0), 0));
    const more = unused(paper, said);
    say('unused', more > 0 ? words.more.replace('{n}', more) : '');
    say('trouble', '');
    return show('review');
  }

  const asked = async (answer) => { if (!answer.ok) throw Object.assign(new Error('refused'), { said: (await answer.json().catch(() => ({}))).error }); return answer; };

  async function ticket(p) {
    const state = load();
    if (state.token) return { ...state, voter: new p.Voter(p.manifest, words.style, p.unb64(state.seed)) };
    const typed = form.querySelector('[name="code"]')?.value;
    if (typed) return elsewhere(p, p.readRecovery(typed));
    const voter = state.seed ? new p.Voter(p.manifest, words.style, p.unb64(state.seed)) : p.Voter.fresh(p.manifest, words.style);
    if (!state.blinded) {
      const { blinded, inverse } = await voter.blind();
      Object.assign(state, { seed: p.b64(voter.seed), blinded: p.b64(blinded), inverse: p.b64(inverse) });
      keep(state); // before it is sent: asking again with the same bytes gets the same answer
    }
    const data = new FormData();
    data.set('csrf_token', form.querySelector('[name="csrf_token"]').value);
    data.set('blinded', state.blinded);
    const { signed } = await (await asked(await fetch(words.token, { method: 'POST', body: data }))).json();
    const token = p.b64(await voter.token(p.unb64(signed), p.unb64(state.inverse)));
    keep({ seed: state.seed, token, counter: 0 });
    return { seed: state.seed, token, counter: 0, voter };
  }

  async function elsewhere(p, seed) {
    const voter = new p.Voter(p.manifest, words.style, seed);
    const { tok, ctr } = await (await asked(await fetch(`${words.box}/${p.b64(voter.public)}`, { credentials: 'omit' }))).json();
    return { seed: p.b64(seed), token: tok, counter: ctr, voter };
  }

  async function send(p, mine, answer) {
    const counter = mine.counter + 1;
    const envelope = mine.voter.envelope(p.unb64(mine.token), answer, counter);
    const sent = await fetch(words.box, { method: 'POST', body: envelope, credentials: 'omit', referrerPolicy: 'no-referrer' });
    if (sent.status === 409 && !mine.again) { // an earlier ballot of ours arrived, and its answer was lost on the way
      const { ctr } = await (await asked(await fetch(`${words.box}/${p.b64(mine.voter.public)}`, { credentials: 'omit' }))).json();
      return send(p, { ...mine, counter: ctr, again: true }, answer);
    }
    const tracker = mine.voter.receipt(await (await asked(sent)).text(), envelope);
    keep({ seed: mine.seed, token: mine.token, counter });
    return tracker;
  }

  /* The tracker as a QR code that leads to its check, behind the # that no server sees. It holds no choice. */
  function drawn() {
    const at = find('qr');
    const code = draw(`${new URL(at.dataset.address, location)}#${find('tracker').textContent}`, at.dataset.name);
    at.replaceChildren(...(code ? [code] : []));
  }

  /* On a shared device: nothing of this voter stays, and the screen goes to the next one by itself. */
  function handOver() {
    localStorage.removeItem(place);
    const leave = () => location.replace(words.next);
    let turn = setTimeout(leave, words.seconds * 1000);
    find('longer').addEventListener('click', () => { clearTimeout(turn); turn = setTimeout(leave, words.seconds * 1000); });
  }

  async function cast(button) {
    button.disabled = true;
    say('trouble', '');
    find('status').textContent = words.working;
    try {
      const p = await ready;
      const mine = await ticket(p);
      find('tracker').textContent = await send(p, mine, choice(p.paper));
      find('recovery').textContent = mine.voter.recovery;
      forgetHalf();
      drawn();
      if (isShared) handOver();
      show('done');
    } catch (fault) {
      const unsafe = ['not this vote', 'a receipt for another ballot', 'not promised', 'invalid signature'].includes(fault.message);
      say('trouble', unsafe ? words.unsafe : fault.said || words.failedWords);
    }
    find('status').textContent = '';
    button.disabled = false;
  }

  if (load().token && find('code')) find('code').hidden = true; // this device can change its ballot by itself
  form.addEventListener('submit', (event) => { event.preventDefault(); review(); });
  wake(); // not before: a press would have sent the choice as it is
  find('cast').addEventListener('click', (event) => cast(event.currentTarget));
  find('back').addEventListener('click', () => show('choose'));
  find('erase').addEventListener('click', () => { localStorage.removeItem(place); localStorage.removeItem(draft); location.assign(words.next || root.querySelector('[data-step="done"] a').href); });
}
