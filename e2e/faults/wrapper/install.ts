import { wrapBetweenTabs } from './between-tabs.ts';
import { Calls } from './calls.ts';
import { wrapClocks } from './clocks.ts';
import { wrapIndexedDb } from './indexed-db.ts';
import { wrapFetch } from './network.ts';
import { wrapPrivateFiles } from './opfs.ts';
import { wrapSmallStores } from './small-stores.ts';
import type { Fired, Op, Plan } from './ways.ts';

/** Wraps all of this thread's browser that can fail. Gives back what arms it. */
export function install(thread: string, tell: (op: Op, fired: Fired | null) => void) {
  const calls = new Calls(thread, tell);
  wrapIndexedDb(calls);
  wrapPrivateFiles(calls);
  wrapFetch(calls);
  wrapBetweenTabs(calls);
  wrapSmallStores(calls);
  const setRight = wrapClocks(calls);
  return (plan: Plan | null, before?: Record<string, number>): void => {
    setRight();
    calls.arm(plan, before);
  };
}
