import {
  fileOf,
  jsonOf,
  type SmallCheckpoint,
  smallAdapter,
  smallCheckpoint,
  tokenizerConfig,
} from '../../../../model-config/convert/testing/checkpoints.ts';
import { type RawGguf, rawGguf, splitGguf } from '../../../../model-config/convert/testing/raw-gguf.ts';
import { smallGguf } from '../../../../model-config/convert/testing/small-model.ts';

/* A small model's files as a person brings them, by their paths: "ward", a GGUF file or a checkpoint's folder, to be spoilt by a test. */

export type Files = Record<string, Uint8Array>;
type Adapter = ReturnType<typeof smallAdapter>;

export const utf8 = (content: string) => new TextEncoder().encode(content);
export const POINTER = utf8('version https://git-lfs.github.com/spec/v1\noid sha256:0123456789abcdef\nsize 4567\n');

export function folder(
  spoil: (c: SmallCheckpoint) => void = () => {},
  name = 'ward',
  stated: object = tokenizerConfig,
): Files {
  const checkpoint = smallCheckpoint();
  spoil(checkpoint);
  const files: Files = {
    'config.json': jsonOf(checkpoint.config),
    'tokenizer.json': jsonOf(checkpoint.tokenizer),
    'tokenizer_config.json': jsonOf(stated),
    'model.safetensors': fileOf(checkpoint.weights),
    ...checkpoint.files,
  };
  const there = Object.entries(files).filter(([, bytes]) => bytes.length > 0);
  return Object.fromEntries(there.map(([path, bytes]) => [`${name}/${path}`, bytes]));
}

export function withAdapter(spoil: (a: Adapter) => void, files: Files = {}): Files {
  const adapter = smallAdapter();
  spoil(adapter);
  return {
    ...folder(),
    'ward/lora/adapter_config.json': jsonOf(adapter.config),
    'ward/lora/adapter_model.safetensors': fileOf(adapter.weights),
    ...files,
  };
}

export function gguf(spoil: (g: RawGguf) => void): Files {
  const raw = smallGguf();
  spoil(raw);
  return { 'ward.gguf': rawGguf(raw) };
}

export const spoilt = (...[file, bytes]: [string, Uint8Array]) => folder((c) => (c.files[file] = bytes));
export const configured = (more: object) => folder((c) => Object.assign(c.config, more));
export const tokenized = (spoil: (t: SmallCheckpoint['tokenizer']) => void) =>
  folder(({ tokenizer }) => spoil(tokenizer));
export const tuned = (more: object) => withAdapter(({ config }) => Object.assign(config, more));
export const parts = splitGguf(smallGguf(), 9).map(rawGguf) as [Uint8Array, Uint8Array];
export const [FIRST, SECOND] = ['ward-00001-of-00002.gguf', 'ward-00002-of-00002.gguf'] as const;
