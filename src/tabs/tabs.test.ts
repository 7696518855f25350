import { beforeEach, describe, expect, it } from 'vitest';
import { createTabs, type TabMessage, type Tabs } from './tabs';

/** The channel and the store of one browser. `loses`: messages do not arrive. */
class FakeBrowser {
  loses = false;
  forbidden = false;
  readonly stored = new Map<string, string>();
  private readonly channels: { onmessage: ((event: MessageEvent) => void) | null }[] = [];

  tab({ withChannel = true } = {}): { tabs: Tabs; heard: TabMessage[] } {
    const heard: TabMessage[] = [];
    const channel = {
      onmessage: null as ((event: MessageEvent) => void) | null,
      postMessage: (data: unknown) => {
        if (this.loses) return;
        for (const other of this.channels) {
          if (other !== channel) other.onmessage?.({ data: structuredClone(data) } as MessageEvent);
        }
      },
    };
    if (withChannel) this.channels.push(channel);
    const tabs = createTabs({
      channel: withChannel ? (channel as never) : null,
      storage: {
        getItem: (key) => {
          if (this.forbidden) throw new DOMException('no', 'SecurityError');
          return this.stored.get(key) ?? null;
        },
        setItem: (key, value) => {
          if (this.forbidden) throw new DOMException('no', 'SecurityError');
          this.stored.set(key, value);
        },
      },
    });
    for (const kind of ['vault-locked', 'vault-changed', 'erasing', 'chat-deleted'] as const) {
      tabs.hear(kind, (message) => heard.push(message));
    }
    return { tabs, heard };
  }
}

let browser: FakeBrowser;
beforeEach(() => {
  browser = new FakeBrowser();
});

describe('what a tab tells', () => {
  it('is heard by all others, once, and not by itself', () => {
    const [own, other, third] = [browser.tab(), browser.tab(), browser.tab()];
    own.tabs.tell({ kind: 'vault-locked' });
    own.tabs.tell({ kind: 'chat-deleted', conversationId: 'c' });
    for (const { tabs } of [own, other, third]) tabs.look();
    expect(own.heard).toEqual([]);
    for (const { heard } of [other, third]) {
      expect(heard).toEqual([{ kind: 'vault-locked' }, { kind: 'chat-deleted', conversationId: 'c' }]);
    }
  });

  it.each(['vault-locked', 'vault-changed'] as const)(
    '%s is seen at the next look where the message was lost',
    (kind) => {
      const [own, other] = [browser.tab(), browser.tab()];
      browser.loses = true;
      own.tabs.tell({ kind });
      expect(other.heard).toEqual([]);
      other.tabs.look();
      other.tabs.look();
      expect(other.heard).toEqual([{ kind }]);
      own.tabs.tell({ kind });
      other.tabs.look();
      expect(other.heard).toHaveLength(2);
    },
  );

  it('is seen in a browser without BroadcastChannel', () => {
    const [own, other] = [browser.tab({ withChannel: false }), browser.tab({ withChannel: false })];
    own.tabs.tell({ kind: 'vault-locked' });
    other.tabs.look();
    expect(other.heard).toEqual([{ kind: 'vault-locked' }]);
  });

  it('is not seen by a tab that starts after it', () => {
    const own = browser.tab();
    own.tabs.tell({ kind: 'vault-changed' });
    const later = browser.tab();
    later.tabs.look();
    expect(later.heard).toEqual([]);
  });

  it('is seen also by a tab that tells something itself before its next look', () => {
    const [own, other] = [browser.tab(), browser.tab()];
    browser.loses = true;
    own.tabs.tell({ kind: 'vault-locked' });
    other.tabs.tell({ kind: 'vault-changed' });
    expect(other.heard).toEqual([{ kind: 'vault-locked' }]);
  });

  it('is heard where nothing may be stored', () => {
    browser.forbidden = true;
    const [own, other] = [browser.tab(), browser.tab()];
    own.tabs.tell({ kind: 'vault-locked' });
    other.tabs.look();
    expect(other.heard).toEqual([{ kind: 'vault-locked' }]);
  });
});

it('a store that was emptied says that everything was deleted, once, and stays empty', () => {
  const other = browser.tab();
  browser.stored.clear();
  other.tabs.look();
  other.tabs.look();
  expect(other.heard).toEqual([{ kind: 'erasing' }]);
  expect(browser.stored.size).toBe(0);
});

it('a store that cannot be read for a moment was not emptied', () => {
  const { tabs, heard } = browser.tab();
  browser.forbidden = true;
  tabs.look();
  browser.forbidden = false;
  tabs.look();
  expect(heard).toEqual([]);
});

it('a damaged mark counts as none, and the next one is seen', () => {
  browser.stored.set('hakui:tabs', '{"vault-');
  const [own, other] = [browser.tab(), browser.tab()];
  browser.loses = true;
  own.tabs.tell({ kind: 'vault-locked' });
  other.tabs.look();
  expect(other.heard).toEqual([{ kind: 'vault-locked' }]);
});

it('who stops hearing hears nothing more', () => {
  const [own, other] = [browser.tab(), browser.tab()];
  const heard: string[] = [];
  const stop = other.tabs.hear('chat-deleted', ({ conversationId }) => heard.push(conversationId));
  own.tabs.tell({ kind: 'chat-deleted', conversationId: 'a' });
  stop();
  own.tabs.tell({ kind: 'chat-deleted', conversationId: 'b' });
  expect(heard).toEqual(['a']);
});
