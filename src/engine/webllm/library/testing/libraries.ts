import { existsSync, readFileSync } from 'node:fs';
import { tensorsOf } from '@/models/download/published-files';
import type { ModelFacts } from '../check-library';

/** What set-up prepared: real libraries and the lists of the weights they belong to. */
const MODELS = new URL('../../../../../public/models/', import.meta.url);

export const librariesAreHere = existsSync(MODELS);

export function libraryOf(model: string, library = 'q4f32_1-software'): Uint8Array {
  return readFileSync(new URL(`${model}/lib/${library}.wasm`, MODELS));
}

export function factsOf(model: string, quantization = 'q4f32_1'): ModelFacts {
  const folder = new URL(`${model}/resolve/${quantization}/`, MODELS);
  const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
  return {
    quantization,
    tensors: tensorsOf(folder.href, read('tensor-cache.json')),
    vocabularySize: JSON.parse(read('mlc-chat-config.json')).vocab_size,
  };
}

/** A whole module that imports and exports these functions and nothing else, with this text as its data. */
export function moduleOf(imports: readonly string[], exports: readonly string[], data = ''): Uint8Array {
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    // One type: a function without parameters and results.
    ...section(1, [1, 0x60, 0, 0]),
    ...section(2, list(imports.map((name) => [...text('env'), ...text(name), 0, 0]))),
    ...section(3, list(exports.map(() => [0]))),
    ...section(5, [1, 0, 1]),
    ...section(7, list(exports.map((name, index) => [...text(name), 0, ...number(imports.length + index)]))),
    ...section(10, list(exports.map(() => [2, 0, 0x0b]))),
    ...section(11, [1, 0, 0x41, 0, 0x0b, ...text(data)]),
  ]);
}

function section(id: number, content: number[]): number[] {
  return [id, ...number(content.length), ...content];
}

function list(items: number[][]): number[] {
  return [...number(items.length), ...items.flat()];
}

function text(words: string): number[] {
  const bytes = [...new TextEncoder().encode(words)];
  return [...number(bytes.length), ...bytes];
}

function number(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...number(Math.floor(value / 128))];
}
