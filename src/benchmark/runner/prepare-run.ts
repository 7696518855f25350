import { EngineError } from '@/engine/errors';
import type { Engine } from '@/engine/types';
import { loadedModel } from '@/models/store';
import type { Rows } from '../rows';
import type { Run } from '../types';
import { askItem, failedItem } from './ask-item';
import { contextDiffers, RunFault } from './fault';
import { planItems } from './plan-items';
import type { ReadyModel } from './ready-model';
import type { PreparedRun } from './run-items';
import { runModelOf } from './run-model';

export interface PrepareDependencies {
  rows: Pick<Rows, 'itemsOf'>;
  engine: Pick<Engine, 'status' | 'complete' | 'scoreChoices'>;
  readyModel(id: string, signal: AbortSignal): Promise<ReadyModel>;
}

/** Gets what a run needs before its first item: the items in its order and its model in memory. */
export function prepareRun({ rows, engine, readyModel }: PrepareDependencies) {
  return async (run: Run, signal: AbortSignal): Promise<PreparedRun> => {
    const { plan } = run;
    const stored = await rows.itemsOf(plan.dataset.id);
    if (!stored) throw new RunFault('dataset-missing');
    const { asked, leftOut } = planItems(stored.items, plan);
    const { name, artifacts, loaded, manifest } = await readyModel(run.modelId, signal);

    const { template } = artifacts;
    const question = (index: number) => ({ plan, planned: asked[index]!, template, date: run.createdAt });

    function expectModel(): void {
      const now = loadedModel(engine.status);
      if (now && now.id !== run.modelId) throw new RunFault('model-changed', { loaded: now.id });
      if (now && now.contextWindow !== loaded.contextWindow) throw contextDiffers(loaded, now);
      if (signal.aborted) throw new EngineError('cancelled');
    }

    return {
      model: await runModelOf(name, artifacts, loaded, manifest),
      total: asked.length,
      leftOut,
      async ask(index, itemSignal) {
        expectModel();
        return askItem(engine, question(index), itemSignal);
      },
      failed: (index, fault) => failedItem(question(index), fault),
    };
  };
}
