/** The page can draw after so long. */
const SLICE_MS = 12;

/** Lets the page draw and answer keys whenever the work took a slice of time. To be awaited between its parts. */
export function pacer(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  };
}
