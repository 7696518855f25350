import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordError, readRecords } from './read-records.ts';

const records = readRecords();

describe.each(records)('record $id', (record) => {
  it('ends turns with tokens of its own vocabulary', () => {
    for (const id of record.template.stopTokenIds) expect(id).toBeLessThan(record.architecture.vocabSize);
  });

  it('has a shape that grouped-query attention with rotary positions can take', () => {
    expect(record.architecture.heads % record.architecture.kvHeads).toBe(0);
    expect(record.architecture.headDim % 2).toBe(0);
  });

  it('reads prompts in chunks that fit the context', () => {
    expect(record.limits.prefillChunk).toBeLessThanOrEqual(record.limits.contextWindow);
  });

  it('names each variant once', () => {
    const names = record.variants.map((variant) => variant.quantization);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has a way to a library for every variant', () => {
    for (const variant of record.variants) {
      const compiled = record.prepare === 'never' ? 0 : variant.libraries.length;
      expect(compiled + (variant.publishedLibrary ? 1 : 0)).toBeGreaterThan(0);
    }
  });

  it('is prepared by set-up unless it is published as web-llm reads it', () => {
    expect(record.prepare === 'never').toBe(record.source.format === 'mlc');
    if (record.prepare !== 'never') return;
    for (const variant of record.variants) expect(variant.libraries).toEqual([]);
  });

  it('says research only where its licence does, in both languages', () => {
    if (record.role === 'fixture') return;
    expect(record.licence.researchOnly).toBe(record.licence.id.includes('-NC'));
    if (!record.licence.researchOnly) return;
    expect(record.licence.notice.ja).toContain('研究専用');
    expect(record.licence.notice.en.toLowerCase()).toContain('research only');
  });
});

describe('the shelf of records', () => {
  it('has one model that is prepared everywhere and answers a person', () => {
    expect(records.some((record) => record.prepare === 'always' && record.role !== 'fixture')).toBe(true);
  });

  it("has the product's model, with its author's own warning", () => {
    const product = records.filter((record) => record.role === 'product');
    expect(product.map((record) => record.id)).toEqual(['jmedllm-7b-v1']);
    expect(product[0]!.licence.notice.en).toContain('Do not use it for medical purposes');
  });

  it('takes the 7B shape of its base model for the product, so that the published library fits', () => {
    const [product, base] = ['jmedllm-7b-v1', 'qwen2-7b-instruct'].map((id) => records.find((r) => r.id === id)!);
    expect(product!.architecture).toEqual(base!.architecture);
    expect(product!.variants[0]!.publishedLibrary).toBe(base!.variants[0]!.publishedLibrary);
  });
});

describe('reading records', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'records-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return () => readRecords(pathToFileURL(`${folder}/`));
  };

  it('names the file and the field of a wrong value', () => {
    const wrong = { ...records[0]!, limits: { contextWindow: -1, prefillChunk: 16 } };
    expect(read(`${wrong.id}.json`, JSON.stringify(wrong))).toThrow(
      new RegExp(`${wrong.id}\\.json: limits\\.contextWindow: `),
    );
  });

  it('names the file that is not JSON', () => {
    expect(read('broken.json', '{')).toThrow(/broken\.json: not JSON/);
  });

  it('refuses a file whose name is not its id', () => {
    const make = read('other.json', JSON.stringify(records[0]));
    expect(make).toThrow(RecordError);
    expect(make).toThrow(/other\.json: id/);
  });

  it('refuses a field it does not know, so that a misspelt one is not silently lost', () => {
    const extra = { ...records[0]!, licens: 'x' };
    expect(read(`${extra.id}.json`, JSON.stringify(extra))).toThrow(/licens/);
  });
});
