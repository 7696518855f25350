import { createStore } from 'zustand/vanilla';
import { keep, readKept } from '@/browser/choices';
import { tabs } from '@/tabs/this-tab';

/** Over a reload: what a page at work could not delete, the next one does before it begins with anything. */
const MARK = 'hakui:erasing';

/** `here`: this tab deletes everything. `elsewhere`: another tab does, and this one has nothing left to show. */
export const erasing = createStore<{ where: 'here' | 'elsewhere' | null }>()(() => ({
  where: readKept('sessionStorage', MARK) === null ? null : 'here',
}));

/** Ends the work of every tab of this browser; the page that then stands in its place deletes. */
export function beginErasing(): void {
  tabs.tell({ kind: 'erasing' });
  erasing.setState({ where: 'here' });
}

/** Has this tab hear when another begins. Returns how to stop. */
export function hearErasing(): () => void {
  return tabs.hear('erasing', () => erasing.setState(({ where }) => ({ where: where ?? 'elsewhere' })));
}

/** Starts the page anew, with nothing of it at work, to delete what is left. */
export function eraseAfterReload(): void {
  keep('sessionStorage', MARK, '1');
  window.location.reload();
}
