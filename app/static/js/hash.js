/* A number that came behind the # of the address, which no server and no log has seen, goes into its field and out of the address. */
export function start(form) {
  const given = location.hash.slice(1);
  if (!/^[0-9A-Za-z-]{8,60}$/.test(given)) return;
  const field = form.querySelector('input:not([type=hidden])');
  if (!field.value) field.value = given;
  history.replaceState(null, '', location.pathname + location.search);
}
