/* Enter sends, Shift+Enter breaks the line: with a keyboard only. On touch screens Enter breaks the line and the button sends.
   While Hangul is being composed Enter belongs to the writing system: Safari says so by key code 229 alone. */
export function start(field) {
  if (matchMedia('(pointer: coarse)').matches) return;
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    field.form.requestSubmit();
  });
}
