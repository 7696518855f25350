import { z } from 'zod';
import { KEY_BYTES, open, randomBytes, seal } from './cipher';
import { VaultError } from './errors';

/** Argon2id (RFC 9106). */
const Kdf = z.object({
  name: z.literal('argon2id'),
  memoryKiB: z
    .number()
    .int()
    .min(8)
    .max(2 ** 20),
  passes: z.number().int().min(1).max(100),
  lanes: z.number().int().min(1).max(16),
});
export type Kdf = z.infer<typeof Kdf>;

/** The second choice of RFC 9106, section 4, for where memory is short: a tab shares it with a model. */
export const KDF: Kdf = { name: 'argon2id', memoryKiB: 2 ** 16, passes: 3, lanes: 4 };

const bytes = z.custom<Uint8Array>((value) => ArrayBuffer.isView(value));

/** What lies on the disk of a vault: all of it is of no use without the passphrase. */
export const VaultRecord = z.object({
  id: z.literal('vault'),
  format: z.literal(1),
  /** Another for every vault that was ever made. */
  vaultId: z.string(),
  kdf: Kdf,
  salt: bytes,
  /** The key of the rows, sealed with the key that the passphrase gives. */
  wrapped: bytes,
});
export type VaultRecord = z.infer<typeof VaultRecord>;

/** Gives 32 bytes. It takes most of a second and 64 MiB, so it is done in a worker. */
export type Derive = (passphrase: string, salt: Uint8Array, kdf: Kdf) => Promise<Uint8Array>;

/** A vault's record around a key of rows: a new one, or the one whose passphrase changes. */
export async function wrapKey(
  key: Uint8Array,
  vaultId: string,
  passphrase: string,
  derive: Derive,
  kdf: Kdf = KDF,
): Promise<VaultRecord> {
  const salt = randomBytes(16);
  const wrapping = await derive(normal(passphrase), salt, kdf);
  return { id: 'vault', format: 1, vaultId, kdf, salt, wrapped: seal(wrapping, key, vaultId) };
}

/** Throws VaultError `wrong-passphrase`; a damaged record can't be told from it. */
export async function unwrapKey(record: VaultRecord, passphrase: string, derive: Derive): Promise<Uint8Array> {
  const wrapping = await derive(normal(passphrase), record.salt, record.kdf);
  try {
    return open(wrapping, record.wrapped, record.vaultId);
  } catch {
    throw new VaultError('wrong-passphrase');
  }
}

export const newKey = (): Uint8Array => randomBytes(KEY_BYTES);

/** The same characters by another keyboard or input method are the same passphrase. */
const normal = (passphrase: string): string => passphrase.normalize('NFKC');
