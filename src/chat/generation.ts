import { messagesOf, writeAnswer } from '@/db/messages';
import type { Answer } from '@/db/types';
import { EngineError } from '@/engine/errors';
import type { Engine, GenerateOptions, Usage } from '@/engine/types';
import { createAnswerWriter } from './answer-writer';
import { promptFor } from './prompt';

export interface ReadyModel {
  id: string;
  name: string;
  sampling: Pick<GenerateOptions, 'temperature' | 'topP'>;
}

export interface ChatDependencies {
  engine: Pick<Engine, 'chat'>;
  /** Waits for the load under way; rejects with an EngineError where there is none to wait for. */
  readyModel(signal: AbortSignal): Promise<ReadyModel>;
}

interface Ending {
  finish: 'stop' | 'length';
  usage: Usage;
}

/**
 * Answers a question into its place in the database, batch by batch. What the engine fails with becomes
 * part of the answer; it rejects only where the database itself cannot be written.
 */
export async function generate(
  { engine, readyModel }: ChatDependencies,
  answer: Answer,
  signal: AbortSignal,
): Promise<void> {
  const writer = createAnswerWriter((text) => writeAnswer(answer.id, { text, state: 'streaming' }));

  async function stream(): Promise<Ending> {
    const model = await readyModel(signal);
    await writeAnswer(answer.id, { model: { id: model.id, name: model.name } });
    const prompt = promptFor(await messagesOf(answer.conversationId), answer.parentId);
    for await (const delta of engine.chat(prompt, { ...model.sampling, signal })) {
      if (delta.kind === 'end') return delta;
      writer.append(delta.text);
    }
    throw new EngineError('unknown', { reason: 'the answer ended without its closing report' });
  }

  // Another tab may have taken the new row for an abandoned one before this tab had its lock.
  await writeAnswer(answer.id, { state: 'waiting' });
  try {
    const { finish, usage } = await stream();
    const { promptTokens, completionTokens, decodeTokensPerSecond } = usage;
    await writeAnswer(answer.id, {
      text: await writer.close(),
      state: finish === 'length' ? 'length' : 'complete',
      usage: { promptTokens, completionTokens, decodeTokensPerSecond },
    });
  } catch (thrown) {
    const error = EngineError.from(thrown);
    const text = await writer.close();
    if (error.code === 'cancelled') await writeAnswer(answer.id, { text, state: 'stopped' });
    else await writeAnswer(answer.id, { text, state: 'failed', failure: error.toData() });
  }
}
