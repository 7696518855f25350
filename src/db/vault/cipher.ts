import { gcm } from '@noble/ciphers/aes.js';
import { VaultError } from './errors';

/*
 * AES-256-GCM (NIST SP 800-38D) by a cipher that answers at once: the browser's own answers later, and by then a
 * transaction of IndexedDB has ended.
 */

export const KEY_BYTES = 32;
const NONCE_BYTES = 12;

export const randomBytes = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));

/**
 * Nonce (96 random bits), ciphertext and tag in one. `place` is not hidden but bound to it: only there does it open again.
 * Random nonces hold for 2^32 writes with one key, which at ten a second takes 13 years.
 */
export function seal(key: Uint8Array, plain: Uint8Array, place: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const sealed = gcm(key, nonce, utf8(place)).encrypt(plain);
  const whole = new Uint8Array(NONCE_BYTES + sealed.length);
  whole.set(nonce);
  whole.set(sealed, NONCE_BYTES);
  return whole;
}

/** Throws a VaultError `damaged` for anything but what `seal` gave for the same key and place. */
export function open(key: Uint8Array, sealed: Uint8Array, place: string): Uint8Array {
  try {
    if (!ArrayBuffer.isView(sealed)) throw new TypeError('no bytes');
    return gcm(key, sealed.subarray(0, NONCE_BYTES), utf8(place)).decrypt(sealed.subarray(NONCE_BYTES));
  } catch {
    throw new VaultError('damaged', place);
  }
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
