import { chatMl } from '../../prompt/testing/chat-ml.ts';
import { fileOf, jsonOf, smallAdapter, smallCheckpoint, tokenizerConfig } from './checkpoints.ts';
import { rawGguf } from './raw-gguf.ts';
import { smallGguf } from './small-model.ts';

/** The files that a person may bring, whole and right. */
export const SOUND: Readonly<Record<string, Uint8Array>> = (() => {
  const { config, tokenizer, weights } = smallCheckpoint();
  const adapter = smallAdapter();
  return {
    'small.gguf': rawGguf(smallGguf()),
    'config.json': jsonOf(config),
    'tokenizer.json': jsonOf(tokenizer),
    'tokenizer_config.json': jsonOf(tokenizerConfig),
    'generation_config.json': jsonOf({ eos_token_id: [259, 257] }),
    'chat_template.jinja': new TextEncoder().encode(chatMl('Be brief.').source),
    'model.safetensors': fileOf(weights),
    'adapter_config.json': jsonOf({ ...adapter.config, alpha_pattern: { 'layers.*q_proj': 8 } }),
    'adapter_model.safetensors': fileOf(adapter.weights),
  };
})();

/** Numbers from 0 to 1 by a seed (mulberry32). */
function randomBy(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Where a file says what it is, rather than holding weights. */
function headLength(name: string, bytes: Uint8Array): number {
  if (/\.(json|jinja)$/.test(name)) return bytes.length;
  if (name.endsWith('.gguf')) return bytes.length - 60_000;
  return 8 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}

const VALUES: unknown[] = [
  ...[null, true, false, 0, -1, 1, 0.5, 2 ** 31, 2 ** 53, 1e308, '', 'x', '__proto__', 'yarn', 'pissa', [], {}, [[]]],
  ...['(a*)*', '\u0000', '\ud800', 'ん'.repeat(100), { type: 'Foo' }, { '': 0 }, [null], { a: { b: { c: [] } } }],
];

/** One of the files with something in it changed: bytes, or a value of its JSON. */
export function mutant(seed: number): { name: string; bytes: Uint8Array } {
  const random = randomBy(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const name = pick(Object.keys(SOUND));
  const sound = SOUND[name]!;
  if (/\.(json|safetensors)$/.test(name) && random() < 0.6) return { name, bytes: withJson(name, sound, change) };
  const head = headLength(name, sound);
  let bytes: Uint8Array = sound.slice();
  for (let times = 1 + Math.floor(random() * 3); times > 0; times--) bytes = changeBytes(bytes);
  return { name, bytes };

  function changeBytes(before: Uint8Array): Uint8Array {
    const at = Math.floor(random() * Math.min(head, before.length));
    const after = before.slice();
    const kind = random();
    if (kind < 0.3) after[at]! ^= 1 << Math.floor(random() * 8);
    else if (kind < 0.5) after[at] = pick([0, 1, 0x7f, 0x80, 0xff, 0x22, 0x7b]);
    else if (kind < 0.65) after.fill(pick([0, 0xff]), at, at + 8);
    else if (kind < 0.75) return after.slice(0, at);
    else if (kind < 0.85)
      return new Uint8Array([...after.slice(0, at), ...after.slice(at + 1 + Math.floor(random() * 9))]);
    else after.copyWithin(at, Math.floor(random() * head), Math.floor(random() * head));
    return after;
  }

  function change(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || random() < 0.15) return pick(VALUES);
    const keys = Object.keys(value);
    const key = keys.length === 0 || random() < 0.1 ? 'new' : pick(keys);
    const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
    const kind = random();
    if (kind < 0.15) Reflect.deleteProperty(copy, key);
    else if (kind < 0.3) copy[key] = copy[pick(keys)];
    else if (kind < 0.4) copy[`${key}x`] = copy[key];
    else copy[key] = change(copy[key]);
    return Array.isArray(copy) ? copy.filter((each) => each !== undefined) : copy;
  }
}

/** The file with its JSON changed, and the length of a header set right. */
function withJson(name: string, bytes: Uint8Array, change: (value: unknown) => unknown): Uint8Array {
  const start = name.endsWith('.json') ? 0 : 8;
  const end = headLength(name, bytes);
  const text = JSON.stringify(change(JSON.parse(new TextDecoder().decode(bytes.subarray(start, end))))) ?? '';
  const head = new TextEncoder().encode(text);
  if (start === 0) return head;
  const out = new Uint8Array(8 + head.length + bytes.length - end);
  new DataView(out.buffer).setBigUint64(0, BigInt(head.length), true);
  out.set(head, 8);
  out.set(bytes.subarray(end), 8 + head.length);
  return out;
}
