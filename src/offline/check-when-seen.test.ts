import { expect, test } from 'vitest';
import { checkWhenSeen } from './check-when-seen';

class FakePage extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';

  turn(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

test('a tab that comes into sight looks for a new version once an hour, whether or not its server answers', () => {
  const page = new FakePage();
  const minute = 60_000;
  let [time, looks] = [0, 0];
  const look = async () => {
    looks += 1;
    throw new TypeError('Failed to update a ServiceWorker');
  };
  checkWhenSeen(look, page, () => time);
  time = 59 * minute;
  page.turn('visible');
  expect(looks).toBe(0);
  time = 61 * minute;
  page.turn('hidden');
  expect(looks).toBe(0);
  page.turn('visible');
  page.turn('visible');
  expect(looks).toBe(1);
  time = 122 * minute;
  page.turn('visible');
  expect(looks).toBe(2);
});
