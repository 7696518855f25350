import { notifications } from '@mantine/notifications';
import { rows } from '@/benchmark/rows';
import type { BenchmarkStore } from '@/benchmark/store';
import type { ChatStore } from '@/chat/store';
import { deleteDrafts } from '@/db/drafts';
import type { Engine } from '@/engine/types';
import { forgetLanguage } from '@/i18n/i18n';
import type { Language } from '@/i18n/languages';
import type { ClipboardWatch } from './clipboard';

/** Where a visit, or staff before it, may have left something. */
export interface Traces {
  chat: ChatStore;
  benchmark: BenchmarkStore;
  engine: Pick<Engine, 'forget'>;
  clipboard: ClipboardWatch;
  /** Throws the rows away; null: the kiosk keeps them. */
  eraseRows: (() => Promise<void>) | null;
  /** The kiosk's; undefined: the browser's. */
  language: Language | undefined;
}

/** Takes away what is left of a visit, all but what `docs/kiosk.md` says that no page can. Rejects where something stayed. */
export async function wipeVisit({ chat, benchmark, engine, clipboard, eraseRows, language }: Traces): Promise<void> {
  // Before the rows go, because who writes into them would write into the next visit's.
  await chat.getState().forget();
  await pauseRuns(benchmark);
  // It is the next in the engine's queue, so the next question finds nothing; a worker that fails here takes all it knew with it.
  engine.forget().catch(() => undefined);
  // With the way to undo a deletion.
  notifications.clean();
  if (eraseRows) await eraseRows();
  else await deleteDrafts();
  sessionStorage.clear();
  getSelection()?.removeAllRanges();
  await forgetLanguage(language);
  await clipboard.wipe();
}

/** Those that wait first, or they would begin. */
async function pauseRuns(benchmark: BenchmarkStore): Promise<void> {
  const { pause } = benchmark.getState();
  const runs = await rows.listRuns();
  for (const state of ['queued', 'running']) {
    for (const run of runs) if (run.state === state) await pause(run.id);
  }
}
