import { useHotkeys } from '@mantine/hooks';
import { insideOverlay } from '@/ui/inside-overlay';

/** Esc, wherever the focus is; in an open menu or dialog it closes that. */
export function useStopKey(stop: () => void): void {
  useHotkeys([['Escape', (event) => insideOverlay(event) || stop()]], []);
}
