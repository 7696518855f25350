/**
 * Calls `look` each second, and at once when the page comes into sight or wakes, for its timers are late then. Returns how to stop.
 */
export function eachSecond(look: () => void): () => void {
  const timer = setInterval(look, 1_000);
  const stop = new AbortController();
  const options = { signal: stop.signal, capture: true };
  for (const event of ['visibilitychange', 'resume']) document.addEventListener(event, () => look(), options);
  for (const event of ['pageshow', 'focus']) window.addEventListener(event, () => look(), options);
  return () => {
    clearInterval(timer);
    stop.abort();
  };
}
