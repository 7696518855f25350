import { createStore, type StoreApi } from 'zustand/vanilla';
import { addExchange, addSiblingAnswer, markInterrupted, startConversation, unfinishedAnswers } from '@/db/messages';
import type { Answer } from '@/db/types';
import { EngineError } from '@/engine/errors';
import { type ChatDependencies, generate } from './generation';
import { asWriterOf, writerGone } from './tab-locks';
import { titleFrom } from './title';

/** Where a question goes: after an answer of a conversation, or (null) into a new one. */
export interface Place {
  conversationId: string;
  /** The leaf of the thread on screen. */
  parentId: string | null;
}

export interface ChatState {
  /** The answers that this tab writes, by id. */
  running: Readonly<Record<string, 'running' | 'stopping'>>;
  /** Unsent texts by conversation; the new conversation's under ''. Kept while the tab lives. */
  drafts: Readonly<Record<string, string>>;
  /** Set when a question or an answer could not be written down, until the next one can. */
  unsaved: EngineError | null;
  draft(conversationId: string, text: string): void;
  /** Writes the question down and starts its answer. Gives the conversation's id; null where it could not be written. */
  ask(place: Place | null, text: string): Promise<string | null>;
  /** A further answer to the same question. */
  regenerate(answer: Answer): Promise<void>;
  stop(answerId: string): void;
  /** Stops what this tab writes into a conversation; resolves when nothing more will be written. */
  stopConversation(conversationId: string): Promise<void>;
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

  return createStore<ChatState>()((set, get) => {
    function start(answer: Answer): void {
      const { id, conversationId } = answer;
      const controller = new AbortController();
      const ended = asWriterOf(id, () => generate(dependencies, answer, controller.signal))
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

      draft(conversationId, text) {
        set({ drafts: { ...get().drafts, [conversationId]: text } });
      },

      async ask(place, text) {
        try {
          const { conversation, answer } = place
            ? await addExchange(place.conversationId, place.parentId, text)
            : await startConversation(titleFrom(text), text);
          set({ unsaved: null });
          start(answer);
          return conversation.id;
        } catch (error) {
          set({ unsaved: EngineError.from(error) });
          return null;
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

      async recover(answers) {
        const others = (answers ?? (await unfinishedAnswers())).filter((answer) => !runs.has(answer.id));
        await Promise.all(others.map((answer) => writerGone(answer.id).then(() => markInterrupted(answer.id))));
      },
    };
  });
}
