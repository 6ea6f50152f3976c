/* Loads the small behaviours that the page at hand asks for by its data-* attributes. Everything works without them. */
const BEHAVIOURS = {
  '[data-error-summary]': './errors.js',
  '[data-counter]': './counter.js',
  '[data-ballot]': './ballot.js',
  '[data-ranked]': './rank.js',
  '[data-sealed]': './cast.js',
  '[data-half]': './half.js',
  '[data-idle]': './idle.js',
  '[data-from-hash]': './hash.js',
  '[data-dialog], [data-confirm]': './dialog.js',
  'form[data-autosave]': './autosave.js',
  'form[data-draft]': './draft.js',
  'form[data-upload]': './upload.js',
  '[data-copy]': './copy.js',
  '[data-money]': './money.js',
  '[data-partial]': './partial.js',
  '[data-live-topic]': './live.js',
  '[data-branches]': './branches.js',
  '[data-vote-area]': './votes.js',
  '[data-send-on-enter]': './enter.js',
  '[data-triage]': './triage.js',
  '[data-answer]': './answer.js',
  '[data-similar]': './similar.js',
  '[data-renewed-topic]': './renewed.js',
  '[data-forum]': './forum.js',
};

/* A draft goes once its form has been taken: the next page has no error on it and is no return to the form. */
function forgetSentDraft() {
  const key = sessionStorage.getItem('draft-sent');
  if (!key) return;
  sessionStorage.removeItem('draft-sent');
  const came = performance.getEntriesByType('navigation')[0]?.type;
  if (came === 'navigate' && !document.querySelector('[data-failed]')) localStorage.removeItem(key);
}

/* A second click on a form that is already under way does nothing; the server has its own key for the same accident. */
const underWay = new WeakSet();
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.getAttribute('method') !== 'post' || event.defaultPrevented) return;
  if (underWay.has(form)) event.preventDefault();
  underWay.add(form);
  setTimeout(() => underWay.delete(form), 5000);
});
window.addEventListener('pageshow', () => document.querySelectorAll('form').forEach((form) => underWay.delete(form)));

try { forgetSentDraft(); } catch { /* the browser keeps nothing: neither did we */ }
document.documentElement.classList.add('js');
const started = Object.entries(BEHAVIOURS).map(async ([selector, file]) => {
  const found = document.querySelectorAll(selector);
  if (found.length) { const module = await import(file); found.forEach((element) => module.start(element)); }
});
Promise.allSettled(started).then(() => document.documentElement.classList.add('ready'));
