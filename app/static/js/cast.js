/* A sealed vote on one page: choose, check, cast, numbers. What is chosen leaves this device sealed or not at all. */
import { won } from './words.js';

export function start(root) {
  if (!window.isSecureContext || !crypto.subtle) return; // the form goes the assisted way
  const words = root.dataset;
  const form = root.querySelector('form');
  const find = (name) => root.querySelector(`[data-${name}]`);
  const place = `vote:${words.fingerprint}:${words.voter}`; // a neighbour on the same device must not change my ballot
  const say = (name, sentence) => { const at = find(name); at.textContent = sentence; at.hidden = !sentence; };
  let ready; // the protocol and the manifest, fetched while the voter looks at the choice

  function load() { try { return JSON.parse(localStorage.getItem(place)) || {}; } catch { return {}; } }
  function keep(state) { try { localStorage.setItem(place, JSON.stringify(state)); } catch { /* then for this page alone */ } }

  function show(step) {
    root.querySelectorAll('[data-step]').forEach((part) => { part.hidden = part.dataset.step !== step; });
    if (step !== 'choose') root.querySelector(`[data-step="${step}"] h2`).focus();
    window.scrollTo(0, 0);
  }

  const ticked = () => [...form.querySelectorAll('[name="choice"]:checked')];

  /* The frozen paper's own limits: nobody after this page can see whether a choice keeps them. */
  function fits({ format, options }, codes) {
    if (codes.includes('none')) return codes.length === 1 && format.allow_none;
    const chosen = options.filter((option) => codes.includes(option.code));
    const sum = chosen.reduce((total, option) => total + option.cost, 0);
    const between = (n, least, most) => n >= (least ?? 0) && n <= (most ?? Infinity);
    if (['choose-one', 'yes-no'].includes(format.kind)) return codes.length === 1;
    if (format.kind === 'knapsack') return between(codes.length, 1, format.max_choices) && between(sum, format.min_spend, format.budget);
    const inside = (quota) => between(chosen.filter((one) => one.category === quota.category).length, quota.min_choices, quota.max_choices);
    return between(codes.length, format.min_choices, format.max_choices) && between(sum, format.min_sum_cost, format.max_sum_cost) && format.quotas.every(inside);
  }

  async function prepare() {
    const [protocol, answer] = await Promise.all([import('./verifiable.js'), fetch(words.manifest)]);
    return { ...protocol, manifest: protocol.readManifest(await answer.text(), words.fingerprint) };
  }

  async function review() {
    say('problem', '');
    const boxes = ticked();
    const codes = boxes.map((box) => box.value);
    try {
      ready = ready || prepare();
      const { manifest, readRecovery } = await ready;
      if (!fits(manifest.raw.paper, codes)) return say('problem', words.broken);
      const code = form.querySelector('[name="code"]');
      if (code && !load().token && !readRecovery(code.value)) return say('problem', words.noCode);
    } catch {
      ready = undefined;
      return say('problem', words.failedWords);
    }
    const lines = boxes.map((box) => {
      const line = document.createElement('li');
      const cost = Number(box.dataset.cost || 0);
      const name = box.value === 'none' ? words.none : box.closest('label').querySelector('b').textContent;
      line.textContent = cost ? `${name} · ${won(cost)}` : name;
      return line;
    });
    find('list').replaceChildren(...lines);
    if (find('total')) find('total').textContent = won(boxes.reduce((sum, box) => sum + Number(box.dataset.cost || 0), 0));
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

  async function cast(button) {
    button.disabled = true;
    say('trouble', '');
    find('status').textContent = words.working;
    try {
      const p = await ready;
      const codes = ticked().map((box) => box.value);
      const mine = await ticket(p);
      find('tracker').textContent = await send(p, mine, codes.includes('none') ? { none: true } : { names: codes.sort() });
      find('recovery').textContent = mine.voter.recovery;
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
  find('cast').addEventListener('click', (event) => cast(event.currentTarget));
  find('back').addEventListener('click', () => show('choose'));
  find('forget').addEventListener('click', () => { localStorage.removeItem(place); location.assign(root.querySelector('[data-step="done"] a').href); });
}
