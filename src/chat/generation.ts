import { type AnswerChange, STOPPED_BY_DELETION, writeAnswer } from '@/db/messages';
import type { Answer, Message } from '@/db/types';
import { abortable } from '@/engine/abortable';
import { EngineError } from '@/engine/errors';
import type { ChatMessage, Engine, Usage } from '@/engine/types';
import { createAnswerWriter, type Unsaved } from './answer-writer';
import { failureOf } from './failure';
import type { AnsweringModel, MeasureQuestion } from './measure';
import { exchangesTo, promptFor } from './prompt';

export interface ChatDependencies {
  engine: Pick<Engine, 'chat' | 'countTokens'>;
  /** Waits for the load under way; rejects with an EngineError where there is none to wait for. */
  readyModel(signal: AbortSignal): Promise<AnsweringModel>;
  /** The model that could answer at once; null where none is in memory. */
  modelNow(): Promise<AnsweringModel | null>;
}

/** What a chat has of its own to answer with. */
interface Means {
  measure: MeasureQuestion;
  /** What was said in a conversation, with what of it is not saved. Rejects with a StorageError. */
  messages(conversationId: string): Promise<Message[]>;
  /** Called with what of the answer the storage does not have; null: it has it all. */
  onUnsaved(unsaved: Unsaved | null): void;
  /** Called where the answer's row is gone. */
  onGone(): void;
}

/** Why a signal is aborted: the chat was deleted, here or in another tab. */
export const CHAT_DELETED = Symbol('the chat was deleted');

interface Ending {
  finish: 'stop' | 'length';
  usage: Usage;
}

/**
 * Answers a question into its place in the database, batch by batch. What the engine fails with becomes part of the answer, and so
 * does a question that cannot be read. Never rejects.
 */
export async function generate(
  { engine, readyModel }: ChatDependencies,
  answer: Answer,
  signal: AbortSignal,
  means: Means,
): Promise<void> {
  const { measure, onUnsaved, onGone } = means;
  const writer = createAnswerWriter({ save, onUnsaved });

  async function save(change: AnswerChange): Promise<void> {
    if (!(await writeAnswer(answer.id, change))) onGone();
  }

  async function stream(): Promise<Ending> {
    const model = await readyModel(signal);
    writer.set({ model: { id: model.id, name: model.name } });
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
    // A storage that does not answer must not keep a person from stopping.
    const messages = await abortable(means.messages(answer.conversationId), signal);
    const question = messages.find((message) => message.id === answer.parentId);
    if (question === undefined) throw new EngineError('cancelled');
    const exchanges = exchangesTo(messages, question.parentId);
    const measured = await measure(model, exchanges, question.text, signal);
    const { leftOut, promptTokens, frame, tooLong } = measured;
    const { contextWindow } = model;
    if (promptTokens > contextWindow) {
      const details = { promptTokens, contextWindow, frame, question: measured.question, context: tooLong };
      throw new EngineError('prompt-too-long', details);
    }
    writer.set({ leftOut });
    return promptFor(exchanges.slice(leftOut), question.text, model.systemPrompt);
  }

  // Another tab may have taken the new row for an abandoned one before this tab had its lock.
  writer.set({ state: 'waiting' });
  try {
    const { finish, usage } = await stream();
    const { promptTokens, completionTokens, decodeTokensPerSecond } = usage;
    await writer.end({
      state: finish === 'length' ? 'length' : 'complete',
      usage: { promptTokens, completionTokens, decodeTokensPerSecond },
    });
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure !== null) await writer.end({ state: 'failed', failure });
    else await writer.end(signal.reason === CHAT_DELETED ? STOPPED_BY_DELETION : { state: 'stopped' });
  }
}
