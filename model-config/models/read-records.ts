import { readdirSync, readFileSync } from 'node:fs';
import { ModelRecord } from './record.ts';

/** Says which record file is wrong and what about it: "smollm2.json: limits.contextWindow: …". */
export class RecordError extends Error {
  override name = 'RecordError';
}

const folder = new URL('./', import.meta.url);

/** Every model record beside this file, in order of their ids; for Node. Throws RecordError. */
export function readRecords(from: URL = folder): ModelRecord[] {
  const files = readdirSync(from).filter((name) => name.endsWith('.json'));
  return files.sort().map((name) => parseRecord(name, readFileSync(new URL(name, from), 'utf8')));
}

function parseRecord(name: string, text: string): ModelRecord {
  const record = ModelRecord.safeParse(parseJson(name, text));
  if (!record.success) {
    const issues = record.error.issues.map((issue) => `${issue.path.join('.') || '(whole file)'}: ${issue.message}`);
    throw new RecordError(`${name}: ${issues.join('; ')}`);
  }
  if (`${record.data.id}.json` !== name) {
    throw new RecordError(`${name}: id: is "${record.data.id}", but must equal the file's name`);
  }
  return record.data;
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RecordError(`${name}: not JSON: ${(error as Error).message}`);
  }
}
