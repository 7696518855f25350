import { largestBufferBytes, memoryBytes } from './memory.ts';
import type { Quantization } from './quantization.ts';
import { type AdapterClass, type Architecture, ModelRecord, type Template } from './record.ts';

/** What is known of a model that a person adds: what its files say, and where they came from. */
export interface AddedModel {
  id: string;
  name: string;
  /** Null where nobody said. */
  licence: string | null;
  architecture: Architecture;
  template: Template;
  limits: ModelRecord['limits'];
  source: ModelRecord['source'];
  /** The libraries it will have for each quantisation. */
  variants: { quantization: Quantization; libraries: AdapterClass[]; publishedLibrary?: string }[];
}

/** The record of a model that a person adds. Nothing is claimed of it that its files do not say. */
export function addedRecord({ id, name, licence, architecture, template, limits, source, variants }: AddedModel) {
  return ModelRecord.parse({
    id,
    name,
    description: {
      ja: '自分で追加したモデル。Hakui はこのモデルを確かめていません。',
      en: 'A model of your own. Hakui has not examined it.',
    },
    role: 'general',
    prepare: 'on-request',
    languages: [],
    licence: {
      id: licence ?? 'unknown',
      notice: {
        ja: '医療用に確かめられたモデルではありません。答えは間違っていることがあります。使用条件は配布元で確かめてください。',
        en: 'Not examined for medicine: its answers can be wrong. Read the terms of its use where it was published.',
      },
      researchOnly: licence?.toUpperCase().includes('-NC') ?? false,
    },
    architecture,
    limits,
    defaults: { temperature: 0.2, topP: 0.9 },
    template,
    source,
    variants: variants.map((variant) => ({
      ...variant,
      gpuMemoryBytes: memoryBytes({ architecture, limits }, variant.quantization),
      largestBufferBytes: largestBufferBytes(architecture, variant.quantization),
    })),
  } satisfies ModelRecord);
}

/** An identifier by a model's name that is none of `taken`: lower case, digits, dots and hyphens. */
export function idFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  const base = plain || 'model';
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
  return id;
}
