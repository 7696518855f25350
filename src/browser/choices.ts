/* Small things that a person chose, or a page marks for the next: where a browser refuses to keep them, they are not kept. */

/** Throws, or is not there, where a browser keeps nothing for the page. */
type Place = 'localStorage' | 'sessionStorage';

const at = <T>(work: () => T): T | null => {
  try {
    return work();
  } catch {
    return null;
  }
};

/** Null where nothing is kept under the key. */
export const readKept = (place: Place, key: string): string | null => at(() => globalThis[place].getItem(key));

/** Null removes it. */
export function keep(place: Place, key: string, value: string | null): void {
  at(() => (value === null ? globalThis[place].removeItem(key) : globalThis[place].setItem(key, value)));
}
