import { createStore, type StoreApi } from 'zustand/vanilla';
import { addExchange, addSiblingAnswer, markInterrupted, startConversation, unfinishedAnswers } from '@/db/messages';
import type { Answer } from '@/db/types';
import { EngineError } from '@/engine/errors';
import { type ChatDependencies, generate } from './generation';
import { createMeasure, type Measure } from './measure';
import { exchangesTo } from './prompt';
import { createSearch, type SearchStore } from './search/search';
import { asWriterOf, writerGone } from './tab-locks';
import { createThreads, type Threads } from './threads';
import { titleFrom } from './title';

/** Where a question goes: after an answer of a conversation, or (null) into a new one. */
export interface Place {
  conversationId: string;
  /** The leaf of the thread on screen. */
  parentId: string | null;
}

/**
 * What became of a question. `too-long`: even alone, with room for an answer, it exceeds the model's context. `forgotten`: all was
 * to be forgotten before it was written down.
 */
export type Asked =
  | { outcome: 'asked'; conversationId: string }
  | { outcome: 'too-long'; measure: Measure }
  | { outcome: 'unsaved' }
  | { outcome: 'forgotten' };

export interface ChatState {
  /** The answers that this tab writes, by id. */
  running: Readonly<Record<string, 'running' | 'stopping'>>;
  /** Unsent texts by conversation; the new conversation's under ''. Kept while the tab lives. */
  drafts: Readonly<Record<string, string>>;
  /** Set when a question or an answer could not be written down, until the next one can. */
  unsaved: EngineError | null;
  search: SearchStore;
  threads: Threads;
  draft(conversationId: string, text: string): void;
  /** Counts a question as it would be asked now; null where no model is in memory to count it. Rejects with an EngineError. */
  measure(place: Place | null, text: string, signal?: AbortSignal): Promise<Measure | null>;
  /** Writes the question down and starts its answer, unless it is too long. Aborting stops the answer, also before there is one. */
  ask(place: Place | null, text: string, signal?: AbortSignal): Promise<Asked>;
  /** A further answer to the same question. */
  regenerate(answer: Answer): Promise<void>;
  stop(answerId: string): void;
  /** Stops what this tab writes into a conversation; resolves when nothing more will be written. */
  stopConversation(conversationId: string): Promise<void>;
  /** Stops all that this tab writes, and lets go of every text in memory; resolves when nothing more will be written. */
  forget(): Promise<void>;
  /** Watches answers left unfinished by other tabs, and marks each when its tab is gone. */
  recover(answers?: readonly Answer[]): Promise<void>;
}

export type ChatStore = StoreApi<ChatState>;

interface Run {
  conversationId: string;
  controller: AbortController;
  ended: Promise<void>;
}

export function createChatStore(dependencies: ChatDependencies): ChatStore {
  const runs = new Map<string, Run>();
  const threads = createThreads();
  const measure = createMeasure(dependencies.engine);
  /** How often all was to be forgotten: what was begun before may not go on after it. */
  let forgotten = 0;

  return createStore<ChatState>()((set, get) => {
    function start(answer: Answer): void {
      const { id, conversationId } = answer;
      const controller = new AbortController();
      const ended = asWriterOf(id, () => generate({ ...dependencies, threads, measure }, answer, controller.signal))
        .catch((error: unknown) => set({ unsaved: EngineError.from(error) }))
        .finally(() => {
          runs.delete(id);
          const { [id]: _ended, ...others } = get().running;
          set({ running: others });
        });
      runs.set(id, { conversationId, controller, ended });
      set({ running: { ...get().running, [id]: 'running' } });
    }

    return {
      running: {},
      drafts: {},
      unsaved: null,
      search: createSearch(),
      threads,

      draft(conversationId, text) {
        set({ drafts: { ...get().drafts, [conversationId]: text } });
      },

      async measure(place, text, signal) {
        const model = await dependencies.modelNow();
        if (model === null) return null;
        const rows = place && (await threads.read(place.conversationId));
        return measure(model, rows ? exchangesTo(rows.messages, place.parentId) : [], text, signal);
      },

      async ask(place, text, signal) {
        const begun = forgotten;
        // One that cannot be counted now is counted again before it is answered.
        const measured = await get()
          .measure(place, text)
          .catch(() => null);
        if (begun !== forgotten) return { outcome: 'forgotten' };
        if (measured && !measured.fits) return { outcome: 'too-long', measure: measured };
        try {
          const { conversation, answer } = place
            ? await addExchange(place.conversationId, place.parentId, text)
            : await startConversation(titleFrom(text), text);
          if (begun !== forgotten) return { outcome: 'forgotten' };
          set({ unsaved: null });
          start(answer);
          if (signal?.aborted) get().stop(answer.id);
          else signal?.addEventListener('abort', () => get().stop(answer.id));
          return { outcome: 'asked', conversationId: conversation.id };
        } catch (error) {
          if (begun !== forgotten) return { outcome: 'forgotten' };
          set({ unsaved: EngineError.from(error) });
          return { outcome: 'unsaved' };
        }
      },

      async regenerate(answer) {
        start(await addSiblingAnswer(answer));
      },

      stop(answerId) {
        const run = runs.get(answerId);
        if (!run) return;
        set({ running: { ...get().running, [answerId]: 'stopping' } });
        run.controller.abort();
      },

      async stopConversation(conversationId) {
        const own = [...runs].filter(([, run]) => run.conversationId === conversationId);
        for (const [answerId] of own) get().stop(answerId);
        await Promise.all(own.map(([, run]) => run.ended));
      },

      async forget() {
        forgotten += 1;
        get().search.getState().forget();
        threads.forget();
        const own = [...runs];
        for (const [answerId] of own) get().stop(answerId);
        await Promise.all(own.map(([, run]) => run.ended));
        set({ drafts: {}, unsaved: null });
      },

      async recover(answers) {
        const others = (answers ?? (await unfinishedAnswers())).filter((answer) => !runs.has(answer.id));
        await Promise.all(others.map((answer) => writerGone(answer.id).then(() => markInterrupted(answer.id))));
      },
    };
  });
}
