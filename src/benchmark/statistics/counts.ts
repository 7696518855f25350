/** Refuses what can't be a number of items. */
export function checkCount(name: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${name} is a number of items, not ${count}`);
}
