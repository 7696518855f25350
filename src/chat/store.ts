import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  addExchange,
  addSiblingAnswer,
  markInterrupted,
  startConversation,
  unfinishedAnswers,
  unfinishedAnswersOf,
  writeAnswer,
} from '@/db/messages';
import { onWritable, StorageError, untilWritten } from '@/db/storage';
import type { Answer, Message } from '@/db/types';
import { tabs } from '@/tabs/this-tab';
import { createDraftKeeper, type Texts } from './drafts';
import { failureOf, INTERRUPTED_BY_STORAGE } from './failure';
import { CHAT_DELETED, type ChatDependencies, generate } from './generation';
import { createMeasure, type Measure } from './measure';
import { exchangesTo } from './prompt';
import { createSearch, type SearchStore } from './search/search';
import { asWriterOf, writerGone } from './tab-locks';
import { createThreads, type Threads } from './threads';
import { titleFrom } from './title';
import { createUnsavedKeeper, type UnsavedAnswers, withUnsaved } from './unsaved-answers';
import { isMarkedUnsaved, markSaved } from './unsaved-marks';

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
  /** Unsent texts by conversation; the new conversation's under ''. They outlive the tab. */
  drafts: Texts;
  /** Set while what was typed cannot be written down. */
  unsavedDraft: StorageError | null;
  /** Set when a question could not be written down, until the next one can. */
  unsaved: StorageError | null;
  /** Answers of which the storage does not have all; it is written as soon as it can be. */
  unsavedAnswers: UnsavedAnswers;
  search: SearchStore;
  threads: Threads;
  draft(conversationId: string, text: string): void;
  /** Writes now what was typed a moment ago. */
  keepDrafts(): Promise<void>;
  /** What counts questions as they would be asked now, with what was said before them; null where no model is in memory to do it. */
  measuring(place: Place | null): Promise<MeasureText | null>;
  /** Writes the question down and starts its answer, unless it is too long. Aborting stops the answer, also before there is one. */
  ask(place: Place | null, text: string, signal?: AbortSignal): Promise<Asked>;
  /** A further answer to the same question. Rejects with a StorageError. */
  regenerate(answer: Answer): Promise<void>;
  stop(answerId: string): void;
  /** Writes what of answers is unsaved, now. What cannot be written stays in `unsavedAnswers`. */
  saveAnswers(): Promise<void>;
  /** Stops what this tab writes into a conversation; resolves when nothing more will be written. */
  stopConversation(conversationId: string): Promise<void>;
  /** Stops what any tab writes into a conversation that is deleted; resolves when nothing more will be written, or a tab does not answer. */
  stopDeleted(conversationId: string): Promise<void>;
  /** Stops all that this tab writes, and lets go of every text in memory; resolves when nothing more will be written. */
  forget(): Promise<void>;
  /** Watches answers left unfinished by other tabs, and marks each when its tab is gone; brings back what was typed and not sent. */
  recover(answers?: readonly Answer[]): Promise<void>;
}

/** Counts a question. Rejects with an EngineError. */
export type MeasureText = (text: string, signal?: AbortSignal) => Promise<Measure>;

export type ChatStore = StoreApi<ChatState>;

/** A tab that is alive stops its answer in a moment. */
const PATIENCE_MS = 1_000;

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
    const keeper = createUnsavedKeeper(
      (id) => runs.has(id),
      (unsavedAnswers) => set({ unsavedAnswers }),
    );
    onWritable(() => set({ unsaved: null }));
    const drafts = createDraftKeeper({
      onTexts: (texts) => set({ drafts: texts }),
      onUnsaved: (unsavedDraft) => unsavedDraft !== get().unsavedDraft && set({ unsavedDraft }),
    });

    async function messages(conversationId: string): Promise<Message[]> {
      const rows = await threads.read(conversationId);
      return rows ? withUnsaved(rows.messages, get().unsavedAnswers) : [];
    }

    function start(answer: Answer): void {
      const { id, conversationId } = answer;
      const controller = new AbortController();
      const begun = forgotten;
      const ended = asWriterOf(id, () =>
        generate(dependencies, answer, controller.signal, {
          measure,
          messages,
          onUnsaved: (unsaved) => begun === forgotten && keeper.put(id, unsaved),
          onGone: () => controller.abort(CHAT_DELETED),
        }),
      )
        // It never began: nothing but its end is to be written.
        .catch(async (error: unknown) => {
          await writeAnswer(id, { state: 'failed', failure: failureOf(error) }).catch(() => undefined);
        })
        .finally(() => {
          runs.delete(id);
          const { [id]: _ended, ...others } = get().running;
          set({ running: others });
        });
      runs.set(id, { conversationId, controller, ended });
      set({ running: { ...get().running, [id]: 'running' } });
    }

    async function stopOwn(conversationId: string, reason?: typeof CHAT_DELETED): Promise<void> {
      const own = [...runs].filter(([, run]) => run.conversationId === conversationId);
      for (const [answerId] of own) stop(answerId, reason);
      await Promise.all(own.map(([, run]) => run.ended));
    }

    function stop(answerId: string, reason?: typeof CHAT_DELETED): void {
      const run = runs.get(answerId);
      if (!run) return;
      set({ running: { ...get().running, [answerId]: 'stopping' } });
      run.controller.abort(reason);
    }

    tabs.hear('chat-deleted', ({ conversationId }) => void stopOwn(conversationId, CHAT_DELETED));

    return {
      running: {},
      drafts: {},
      unsaved: null,
      unsavedDraft: null,
      unsavedAnswers: {},
      search: createSearch(),
      threads,

      draft(conversationId, text) {
        drafts.type(conversationId, text);
      },

      keepDrafts: () => drafts.flush(),

      async measuring(place) {
        const model = await dependencies.modelNow();
        if (model === null) return null;
        const exchanges = place ? exchangesTo(await messages(place.conversationId), place.parentId) : [];
        return (text, signal) => measure(model, exchanges, text, signal);
      },

      async ask(place, text, signal) {
        const begun = forgotten;
        const release = drafts.hold(place?.conversationId ?? '');
        // One that cannot be counted now is counted again before it is answered.
        const measured = await get()
          .measuring(place)
          .then((count) => count?.(text) ?? null)
          .catch(() => null);
        try {
          if (begun !== forgotten) return { outcome: 'forgotten' };
          if (measured && !measured.fits) return { outcome: 'too-long', measure: measured };
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
          set({ unsaved: StorageError.from(error) });
          return { outcome: 'unsaved' };
        } finally {
          release();
        }
      },

      async regenerate(answer) {
        start(await addSiblingAnswer(answer));
      },

      stop: (answerId) => stop(answerId),

      saveAnswers: () => keeper.save(),

      stopConversation: (conversationId) => stopOwn(conversationId),

      async stopDeleted(conversationId) {
        tabs.tell({ kind: 'chat-deleted', conversationId });
        await stopOwn(conversationId, CHAT_DELETED);
        // What a tab that does not hear it writes meanwhile is not in what can be brought back; it stops at its next write.
        const others = await unfinishedAnswersOf(conversationId).catch(() => []);
        const gone = Promise.all(others.map(({ id }) => writerGone(id)));
        await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
      },

      async forget() {
        forgotten += 1;
        get().search.getState().forget();
        threads.forget();
        const own = [...runs];
        for (const [answerId] of own) get().stop(answerId);
        await Promise.all(own.map(([, run]) => run.ended));
        keeper.forget();
        drafts.forget();
        set({ unsaved: null, unsavedDraft: null });
      },

      async recover(answers) {
        if (answers === undefined) drafts.follow();
        const isOwn = ({ id }: Answer) => runs.has(id) || id in get().unsavedAnswers;
        const others = (answers ?? (await unfinishedAnswers())).filter((answer) => !isOwn(answer));
        const putRight = async ({ id }: Answer) => {
          // Without locks nobody knows whether it is still being written: that is for the next start to find out.
          const gone = await writerGone(id).then(
            () => true,
            () => false,
          );
          if (gone) await untilWritten(() => markGone(id));
        };
        await Promise.all(others.map(putRight));
      },
    };
  });
}

/** Its writer is gone: with its tab, or because the storage failed it. */
async function markGone(answerId: string): Promise<void> {
  const cause = isMarkedUnsaved(answerId) ? INTERRUPTED_BY_STORAGE : null;
  await markInterrupted(answerId, cause);
  markSaved(answerId);
}
