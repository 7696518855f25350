/**
 * Whether a key belongs to an input method at work: its Enter chooses a candidate and must not send, its Escape drops one and must
 * not stop or close anything. Safari ends the composition before it reports such a key, and marks it by key code 229 only.
 */
function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/**
 * Keeps the keys of an input method at work from every shortcut, dialog and field of the window: the input method has had them
 * already. To be called before anything else listens there. Returns how to stop.
 */
export function keepInputMethodsKeys(): () => void {
  const stop = new AbortController();
  const keep = (event: KeyboardEvent) => isComposing(event) && event.stopImmediatePropagation();
  window.addEventListener('keydown', keep, { capture: true, signal: stop.signal });
  return () => stop.abort();
}
