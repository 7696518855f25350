import type { DBCoreTableSchema } from 'dexie';
import { open, seal } from './cipher';
import { VaultError } from './errors';

type Row = Record<string, unknown>;

/** As it lies on the disk: what the database finds rows by, in the clear, and all of the row, sealed. */
interface SealedRow extends Row {
  sealed: Uint8Array;
}

/** No table has a field of that name in the clear: a row whose bytes were lost is damaged, not plain. */
const isSealed = (row: unknown): row is SealedRow => typeof row === 'object' && row !== null && 'sealed' in row;

export function sealRow(key: Uint8Array, row: Row, schema: DBCoreTableSchema): SealedRow {
  const clear: Row = {};
  for (const name of clearFields(schema)) if (name in row) clear[name] = row[name];
  return { ...clear, sealed: seal(key, encode(row), placeOf(row, schema)) };
}

/** Gives back a row that is not sealed as it is. Throws VaultError: without a key, or for one that was changed or exchanged. */
export function openRow(key: Uint8Array | null, row: unknown, schema: DBCoreTableSchema): unknown {
  if (!isSealed(row)) return row;
  if (key === null) throw new VaultError('locked');
  return decode(open(key, row.sealed, placeOf(row, schema)));
}

/** Of the primary key and the indices. A test holds them to be ids, times and states. */
export function clearFields({ primaryKey, indexes }: DBCoreTableSchema): string[] {
  return [primaryKey, ...indexes].flatMap(({ keyPath }) => keyPath ?? []);
}

/** A sealed row that is put in another's place, or in another table, does not open there. */
const placeOf = (row: Row, { name, primaryKey }: DBCoreTableSchema): string =>
  `${name} ${JSON.stringify(primaryKey.extractKey!(row))}`;

/** JSON has no such numbers, which a log-probability can be. */
const NUMBERS: Readonly<Record<string, number>> = { '∞': Infinity, '-∞': -Infinity, NaN };
const NUMBER = '\u0000number';

function encode(row: Row): Uint8Array {
  const text = JSON.stringify(row, (_, value: unknown) => {
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
    return { [NUMBER]: Object.keys(NUMBERS).find((name) => Object.is(NUMBERS[name], value)) };
  });
  return new TextEncoder().encode(text);
}

const decode = (bytes: Uint8Array): unknown =>
  JSON.parse(new TextDecoder().decode(bytes), (_, value: unknown) => {
    const name = value instanceof Object ? (value as Row)[NUMBER] : undefined;
    return typeof name === 'string' ? NUMBERS[name] : value;
  });
