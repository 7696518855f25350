import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Quantization } from '../../model-config/models/quantization.ts';
import type { ModelRecord } from '../../model-config/models/record.ts';
import { venvPython } from '../../setup/system/python.ts';
import type { TokenReport } from '../../src/engine/types.ts';

export interface Segment {
  text: string;
  /** Greedy tokens to decode after it. */
  generate: number;
  /** Begins with an empty cache, rather than after the segment before. */
  anew?: boolean;
  /** Texts of one token each, to be compared as the next token. */
  candidates?: string[];
}

interface SegmentReading {
  promptTokens: number;
  /** Whether the model ended its turn. */
  ended: boolean;
  /** Natural-log probabilities of the candidates, among themselves. */
  choices: number[];
  tokens: (TokenReport & { id: number })[];
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Runs one of the Python readings in e2e/reference: a request as JSON in, an answer as JSON out. */
export async function readReference<T>(script: 'forward.py' | 'gguf_tokenizer.py', request: unknown): Promise<T> {
  const process = spawn(venvPython, [here(`../reference/${script}`)], { stdio: ['pipe', 'pipe', 'pipe'] });
  process.stdin.end(JSON.stringify(request));
  const [out, complaints, [code]] = await Promise.all([
    text(process.stdout),
    text(process.stderr),
    once(process, 'close'),
  ]);
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${complaints}`);
  return JSON.parse(out) as T;
}

/** What an independent float32 forward pass makes of the same weights. */
export function forward(models: string, record: ModelRecord, quantization: Quantization, segments: Segment[]) {
  return readReference<SegmentReading[]>('forward.py', {
    record: here(`../../model-config/models/${record.id}.json`),
    weights: `${models}/${record.id}/resolve/${quantization}`,
    stopTokenIds: record.template.stopTokenIds,
    segments,
  });
}
