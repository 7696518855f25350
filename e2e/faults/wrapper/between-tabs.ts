import { type Calls, replace } from './calls.ts';

/** For how long somebody else has a lock. */
const HELD_MS = 1_500;

/** Makes locks be refused or had by somebody else for a while, and messages between tabs be lost. */
export function wrapBetweenTabs(calls: Calls): void {
  const refused = () => new DOMException('The document is not fully active.', 'InvalidStateError');
  type Request = (name: string, ...rest: unknown[]) => Promise<unknown>;
  replace(
    globalThis.LockManager?.prototype as { request: Request } | undefined,
    'request',
    (original) =>
      function request(this: LockManager, name, ...rest) {
        const way = calls.next('locks.request', name);
        if (way === 'refused') return Promise.reject(refused());
        if (way === 'held')
          void original.call(this, name, () => new Promise((resolve) => setTimeout(resolve, HELD_MS)));
        return original.call(this, name, ...rest);
      },
  );
  replace(
    globalThis.LockManager?.prototype,
    'query',
    (original) =>
      function query(this: LockManager) {
        return calls.next('locks.query', '') === null ? original.call(this) : Promise.reject(refused());
      },
  );
  replace(
    globalThis.BroadcastChannel?.prototype,
    'postMessage',
    (original) =>
      function postMessage(this: BroadcastChannel, message) {
        if (calls.next('channel.post', this.name) === null) original.call(this, message);
      },
  );
  globalThis.BroadcastChannel = new Proxy(globalThis.BroadcastChannel, {
    construct(Original, args: [string], target) {
      if (calls.next('channel.open', args[0]) !== null) throw refused();
      return Reflect.construct(Original, args, target);
    },
  });
}
