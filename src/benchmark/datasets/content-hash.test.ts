import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../canonical-json';
import type { Item } from '../types';
import { NO_FACTS } from './assemble';
import { contentHash } from './content-hash';
import { readIgakuQa } from './igakuqa';
import { readMmlu } from './mmlu';
import { naturalOrder } from './natural-order';
import { datasetOf, textSource } from './testing/sources';

const item: Item = {
  id: 'x',
  texts: { ja: { question: '骨は？', options: ['骨', '肝'] } },
  gold: { kind: 'all', options: [0] },
  textOnly: true,
  facts: NO_FACTS,
};

describe('the content hash', () => {
  it('is the SHA-256 of the canonical JSON, whatever the order of fields', async () => {
    const json = canonicalJson({ kind: 'generic', items: [item] });
    expect(json.startsWith('{"items":[{"facts":{"block":null,"category":null,')).toBe(true);
    const sha256 = createHash('sha256').update(json).digest('hex');
    expect(await contentHash('generic', [item])).toBe(sha256);
    const turned = Object.fromEntries(Object.entries(item).reverse()) as unknown as Item;
    expect(await contentHash('generic', [turned])).toBe(sha256);
    expect(await contentHash('sample', [item])).not.toBe(sha256);
  });

  const line = (id: string) =>
    JSON.stringify({
      problem_id: id,
      problem_text: `問${id}`,
      choices: ['x', 'y'],
      text_only: true,
      answer: ['b'],
      points: '1',
    });
  const english = (id: string) =>
    JSON.stringify({ problem_id: id, problem_text_en: `Q${id}`, choices_en: ['x', 'y'], answer: ['b'] });
  const dress = (lines: string[], { crlf, bom, last }: Dress) =>
    (bom ? '\uFEFF' : '') + lines.join(crlf ? '\r\n' : '\n') + (last ? (crlf ? '\r\n' : '\n') : '');
  interface Dress {
    crlf: boolean;
    bom: boolean;
    last: boolean;
  }
  const dresses = fc.record({ crlf: fc.boolean(), bom: fc.boolean(), last: fc.boolean() });

  it('of IgakuQA never depends on the order of files or lines, on line ends or byte-order marks', async () => {
    const names = { '130-A.jsonl': line, '130-A_translate.jsonl': english, '130-B.jsonl': line };
    const order = fc.shuffledSubarray(Object.keys(names), { minLength: 3 });
    const numbers = fc.shuffledSubarray([1, 2, 10], { minLength: 3 });
    const ids = new Set<string>();
    await fc.assert(
      fc.asyncProperty(order, numbers, dresses, async (files, lines, worn) => {
        const sources = files.map((name) => {
          const ofBlock = lines.map((number) =>
            names[name as keyof typeof names](`${name.slice(0, 3)}${name[4]}${number}`),
          );
          return textSource(name, dress(ofBlock, worn));
        });
        const dataset = datasetOf(await readIgakuQa(sources));
        expect(dataset.items.map((each) => each.id)).toEqual(['130A1', '130A2', '130A10', '130B1', '130B2', '130B10']);
        ids.add(dataset.id);
      }),
      { numRuns: 40 },
    );
    expect(ids.size).toBe(1);
  });

  it('of CSV never depends on line ends, also not on those within quotes', async () => {
    const ids = new Set<string>();
    await fc.assert(
      fc.asyncProperty(dresses, fc.boolean(), async (worn, reversed) => {
        const lines = ['"Which,', 'of these, is a bone?",Femur,Liver,Lens,Lung,A', 'An organ?,Bone,Nail,Liver,Hair,C'];
        const sources = ['anatomy.csv', 'virology.csv'].map((name) => textSource(name, dress(lines, worn)));
        ids.add(datasetOf(await readMmlu(reversed ? sources.reverse() : sources)).id);
      }),
      { numRuns: 20 },
    );
    expect(ids.size).toBe(1);
  });
});

describe('the order of ids', () => {
  it('is an order: complete, consistent, by number', () => {
    const ids = fc.string({ unit: fc.constantFrom('0', '1', '9', 'A', 'b', '-'), maxLength: 6 });
    fc.assert(
      fc.property(ids, ids, ids, (a, b, c) => {
        expect(Math.sign(naturalOrder(a, b))).toBe(0 - Math.sign(naturalOrder(b, a)));
        expect(naturalOrder(a, b) === 0).toBe(a === b);
        if (naturalOrder(a, b) <= 0 && naturalOrder(b, c) <= 0) expect(naturalOrder(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
    expect(['a10', 'a9', 'a009', 'a'].sort(naturalOrder)).toEqual(['a', 'a009', 'a9', 'a10']);
  });
});
