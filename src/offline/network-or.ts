/**
 * What the network gives, else what was kept: where the network fails, or is silent for `patienceMs` and something was
 * kept. What can't be read counts as not kept. Rejects with what the network says where there is neither.
 */
export async function networkOr<T>(fresh: Promise<T>, kept: () => Promise<T | null>, patienceMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, patienceMs, null);
  });
  const first = await Promise.race([fresh.catch(() => null), late]);
  clearTimeout(timer);
  return first ?? (await kept().catch(() => null)) ?? fresh;
}
