import { readModelSettings } from '@/db/settings';
import type { LoadedModel } from '@/engine/types';
import { ownValues, settingsFor } from '@/models/settings/model-settings';
import type { ModelsStore } from '@/models/store';
import type { ChatDependencies } from './generation';
import type { AnsweringModel } from './measure';

/** How a chat learns which model answers: the one in the models' store, as a person set it. */
export function answeringModel(models: ModelsStore): Pick<ChatDependencies, 'readyModel' | 'modelNow'> {
  async function describe({ id, contextWindow }: LoadedModel): Promise<AnsweringModel> {
    const { record } = models.getState().entries.find((entry) => entry.record.id === id)!;
    const own = ownValues(record);
    const chosen = settingsFor(record, (await readModelSettings()).get(id));
    return {
      id,
      name: record.name,
      contextWindow,
      sampling: {
        temperature: chosen.temperature ?? own.temperature,
        topP: chosen.topP ?? own.topP,
        repetitionPenalty: chosen.repetitionPenalty ?? own.repetitionPenalty,
      },
      maxTokens: chosen.maxTokens,
      systemPrompt: chosen.systemPrompt,
    };
  }

  return {
    readyModel: async (signal) => describe(await models.getState().whenReady(signal)),
    async modelNow() {
      const { engine } = models.getState();
      return 'model' in engine && engine.state !== 'recovering' ? describe(engine.model) : null;
    },
  };
}
