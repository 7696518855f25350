import { eachSecond } from '@/clock/each-second';
import { createTabs, type Tabs } from './tabs';

/** This tab among the others of the same browser. */
export const tabs: Tabs = createTabs({
  channel: openChannel(),
  storage: {
    getItem: (key) => localStorage.getItem(key),
    setItem: (key, value) => localStorage.setItem(key, value),
  },
});

/** Looks each second, and whenever another tab has written, at what was told. Returns how to stop. */
export function watchTabs(): () => void {
  const stop = eachSecond(tabs.look);
  window.addEventListener('storage', tabs.look);
  return () => {
    stop();
    window.removeEventListener('storage', tabs.look);
  };
}

function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel('hakui-tabs');
  } catch {
    return null;
  }
}
