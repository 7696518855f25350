import { argon2Verify } from 'hash-wasm';
import { expect, it } from 'vitest';
import { KioskConfig } from '../../src/privacy/kiosk/config.ts';
import { askPin, hashPin } from './pin.ts';

it('makes a hash that the page takes for one, that the PIN opens and no other, and that differs each time', async () => {
  const [hash, another] = await Promise.all([hashPin('004200'), hashPin('004200')]);
  expect(KioskConfig.parse({ format: 1, kiosk: { model: 'a', staffPin: hash } }).kiosk?.staffPin).toBe(hash);
  expect(await argon2Verify({ password: '004200', hash })).toBe(true);
  expect(await argon2Verify({ password: '4200', hash })).toBe(false);
  expect(another).not.toBe(hash);
});

it('takes a PIN from the environment', async () => {
  expect(await askPin({ HAKUI_KIOSK_PIN: '2468' })).toBe('2468');
});

it.each(['123', '1234567890123', '12a4', ''])('refuses "%s", without repeating it', async (pin) => {
  const error = await askPin({ HAKUI_KIOSK_PIN: pin }).catch((reason: unknown) => String(reason));
  expect(error).toContain('HAKUI_KIOSK_PIN is no PIN');
  if (pin !== '') expect(error).not.toContain(pin);
});
