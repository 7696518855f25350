/*
 * What one tab of Hakui tells all others: that something was locked, erased, deleted or brought to a stand. Each says what has
 * happened and is heard by whoever has to follow; none holds what a person or the model wrote.
 */

interface Telling {
  /** The vault was locked: its screens are covered, its key and texts are let go of. */
  'vault-locked': object;
  /** A vault is being made, or was removed: what other tabs know of it is no longer so. */
  'vault-changed': object;
  /** Everything is being deleted. */
  erasing: object;
  /** Somebody is at a tab of the open vault. `touched`: and did something there; `at`: by the computer's clock. */
  'vault-used': { touched: boolean; at: number };
  'chat-deleted': { conversationId: string };
  /** A run was paused, ended or deleted. */
  'run-stopped': { runId: string };
  /** A model's files are about to be deleted. */
  'model-deleted': { modelId: string };
  /** Which models' files are here is no longer so. */
  'models-changed': object;
}

export type TabMessage = { [Kind in keyof Telling]: { kind: Kind } & Telling[Kind] }[keyof Telling];
type Kind = TabMessage['kind'];
type Of<K extends Kind> = Extract<TabMessage, { kind: K }>;

/** Those that may not get lost: each leaves a mark, at which every tab looks each second. */
const LASTING = ['vault-locked', 'vault-changed', 'erasing'] as const satisfies readonly Kind[];
type Lasting = (typeof LASTING)[number];
const isLasting = (kind: Kind): kind is Lasting => LASTING.some((each) => each === kind);

/** Gone only where everything was deleted: it is written at each start. */
const STORED_AT = 'hakui:tabs';

type Marks = Partial<Record<Lasting, string>>;

export interface Tabs {
  /** Tells all other tabs; this one does not hear it. */
  tell(message: TabMessage): void;
  /** Has a listener hear what other tabs tell. Returns how to stop. */
  hear<K extends Kind>(kind: K, listener: (message: Of<K>) => void): () => void;
  /** Hears what was told without this tab having got the message: a browser without BroadcastChannel, a tab that was frozen. */
  look(): void;
}

export interface TabsBrowser {
  channel: Pick<BroadcastChannel, 'postMessage' | 'onmessage'> | null;
  storage: Pick<Storage, 'getItem' | 'setItem'>;
}

/** `browser.storage` may throw whatever it likes: then only messages count. */
export function createTabs({ channel, storage }: TabsBrowser): Tabs {
  const listeners = new Map<Kind, Set<(message: never) => void>>();

  /** Null: nothing is stored. Undefined: what is stored cannot be read now. */
  function read(): Marks | null | undefined {
    let text: string | null;
    try {
      text = storage.getItem(STORED_AT);
    } catch {
      return undefined;
    }
    if (text === null) return null;
    try {
      const marks: unknown = JSON.parse(text);
      return marks instanceof Object ? marks : {};
    } catch {
      return {};
    }
  }

  function write(marks: Marks): void {
    try {
      storage.setItem(STORED_AT, JSON.stringify(marks));
    } catch {
      // A full or forbidden store: the message is told all the same.
    }
  }

  if (read() === null) write({});
  /** Null: without a store, or everything was deleted. */
  let seen = read() ?? null;

  function emit(message: TabMessage): void {
    for (const listener of [...(listeners.get(message.kind) ?? [])]) listener(message as never);
  }

  function look(): void {
    const before = seen;
    const marks = read();
    // A store that is unreadable for a moment was not emptied.
    if (before === null || marks === undefined) return;
    seen = marks;
    if (seen === null) {
      emit({ kind: 'erasing' });
      return;
    }
    for (const kind of LASTING) if (seen[kind] !== undefined && seen[kind] !== before[kind]) emit({ kind });
  }

  if (channel) {
    channel.onmessage = ({ data: { mark, ...message } }: MessageEvent<TabMessage & { mark?: string }>) => {
      if (isLasting(message.kind) && seen !== null) seen = { ...seen, [message.kind]: mark };
      emit(message);
    };
  }

  return {
    tell(message) {
      if (!isLasting(message.kind)) return channel?.postMessage(message);
      // What another tab has told meanwhile is not to be taken for seen.
      look();
      const mark = crypto.randomUUID();
      seen = { ...read(), [message.kind]: mark };
      write(seen);
      channel?.postMessage({ ...message, mark });
    },

    hear(kind, listener) {
      const those = listeners.get(kind) ?? new Set();
      listeners.set(kind, those.add(listener));
      return () => those.delete(listener);
    },

    look,
  };
}
