import { writeAnswer } from '@/db/messages';
import type { Answer } from '@/db/types';
import { EngineError } from '@/engine/errors';
import type { ChatMessage, Engine, Usage } from '@/engine/types';
import { createAnswerWriter } from './answer-writer';
import type { AnsweringModel, MeasureQuestion } from './measure';
import { exchangesTo, promptFor } from './prompt';
import type { Threads } from './threads';

export interface ChatDependencies {
  engine: Pick<Engine, 'chat' | 'countTokens'>;
  /** Waits for the load under way; rejects with an EngineError where there is none to wait for. */
  readyModel(signal: AbortSignal): Promise<AnsweringModel>;
  /** The model that could answer at once; null where none is in memory. */
  modelNow(): Promise<AnsweringModel | null>;
}

/** What a chat has of its own to answer with. */
interface Means {
  threads: Pick<Threads, 'read'>;
  measure: MeasureQuestion;
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
  { engine, readyModel, threads, measure }: ChatDependencies & Means,
  answer: Answer,
  signal: AbortSignal,
): Promise<void> {
  const writer = createAnswerWriter((text) => writeAnswer(answer.id, { text, state: 'streaming' }));

  async function stream(): Promise<Ending> {
    const model = await readyModel(signal);
    await writeAnswer(answer.id, { model: { id: model.id, name: model.name } });
    const prompt = await promptThatFits(model);
    const { sampling, maxTokens } = model;
    const options = { ...sampling, ...(maxTokens !== null && { maxTokens }), signal };
    for await (const delta of engine.chat(prompt, options)) {
      if (delta.kind === 'end') return delta;
      writer.append(delta.text);
    }
    throw new EngineError('unknown', { reason: 'the answer ended without its closing report' });
  }

  /** A question is written down only where it fits; one asked while the model was loading may not have been measured. */
  async function promptThatFits(model: AnsweringModel): Promise<ChatMessage[]> {
    const { messages = [] } = (await threads.read(answer.conversationId)) ?? {};
    const question = messages.find((message) => message.id === answer.parentId);
    if (question === undefined) throw new EngineError('cancelled');
    const exchanges = exchangesTo(messages, question.parentId);
    const { leftOut, promptTokens } = await measure(model, exchanges, question.text, signal);
    const { contextWindow } = model;
    if (promptTokens > contextWindow) throw new EngineError('prompt-too-long', { promptTokens, contextWindow });
    await writeAnswer(answer.id, { leftOut });
    return promptFor(exchanges.slice(leftOut), question.text, model.systemPrompt);
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
