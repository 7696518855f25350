import { describe, expect } from 'vitest';
import type { Dataset } from '../types';
import { readDataset } from './read-dataset';
import { sniffDatasets } from './sniff';
import { itWithPublished, publishedSources } from './testing/published';
import { datasetOf } from './testing/sources';

async function readPublished(under: string) {
  const { groups, leftOver } = await sniffDatasets(await publishedSources(under));
  expect(groups).toHaveLength(1);
  const reading = await readDataset(groups[0]!);
  return { dataset: datasetOf(reading), reading, leftOver };
}

const find = (dataset: Dataset, id: string) => dataset.items.find((item) => item.id === id)!;
describe('IgakuQA as published', () => {
  itWithPublished('igakuqa', 'is read whole, in both languages, with what is known of each item', async () => {
    const { dataset, reading, leftOver } = await readPublished('igakuqa');
    expect(dataset).toMatchObject({ kind: 'igakuqa', name: 'IgakuQA 2018–2021', languages: ['ja', 'en'] });
    expect(dataset.items).toHaveLength(1600);
    expect(dataset.files).toHaveLength(72);
    expect(dataset.items.slice(0, 2).map((item) => item.id)).toEqual(['112A1', '112A2']);
    expect(new Set(leftOver.map((each) => each.reason))).toEqual(new Set(['predictions']));
    expect(leftOver).toHaveLength(48);

    expect(find(dataset, '112B30').gold).toEqual({ kind: 'any', options: [0, 3] });
    expect(find(dataset, '113F84').gold).toEqual({ kind: 'value', value: '7.20' });
    expect(dataset.items.filter((item) => item.gold.kind === 'value')).toHaveLength(9);
    expect(find(dataset, '112A27').facts.prohibited).toEqual([2, 3, 4]);
    expect(find(dataset, '112F66').facts.prohibited).toEqual([1]);
    expect(find(dataset, '115E28').facts.prohibited).toEqual([3, 4]);
    expect(dataset.items.filter((item) => item.facts.prohibited.length > 0)).toHaveLength(110);
    expect(find(dataset, '112A43').facts).toMatchObject({ points: 0, humanAccuracy: null, humanShares: null });
    expect(find(dataset, '112A1').facts).toEqual({
      year: 2018,
      block: 'A',
      category: '小児科',
      points: 1,
      prohibited: [],
      humanAccuracy: 39.3 / 100,
      humanShares: [15.7, 21.9, 6.5, 16.5, 39.3].map((percent) => percent / 100),
    });

    if (reading.state !== 'read') throw new Error();
    const remarks = reading.remarks.map(({ code, details }) => `${code} ${details.line} ${details.field}`);
    // Figures above 100 %, and an item whose options are in its picture.
    expect(remarks.filter((remark) => remark.startsWith('implausible-figure'))).toHaveLength(3);
    expect(remarks.filter((remark) => remark.startsWith('blank-option'))).toHaveLength(4);
    expect(remarks).toHaveLength(7);
  });

  itWithPublished(
    'igakuqa',
    'stands in Japanese alone without its translation, and without facts where they lack',
    async () => {
      const sources = (await publishedSources('igakuqa/2018')).filter(({ name }) => /112-A\.jsonl$/.test(name));
      const { groups } = await sniffDatasets(sources);
      const dataset = datasetOf(await readDataset(groups[0]!));
      expect(dataset).toMatchObject({ name: 'IgakuQA 2018 A', languages: ['ja'] });
      expect(dataset.items).toHaveLength(75);
      expect(dataset.items[0]!.facts).toMatchObject({ category: null, points: 1, humanShares: null });
    },
  );
});

describe('JMMLU as published', () => {
  itWithPublished('jmmlu', 'is one set of three subjects', async () => {
    const { dataset, leftOver } = await readPublished('jmmlu');
    expect(leftOver).toEqual([]);
    expect(dataset).toMatchObject({ kind: 'jmmlu', languages: ['ja'] });
    expect(dataset.name).toBe('JMMLU anatomy, clinical_knowledge, medical_genetics');
    const count = (category: string) => dataset.items.filter((item) => item.facts.category === category).length;
    expect([count('anatomy'), count('clinical_knowledge'), count('medical_genetics')]).toEqual([132, 150, 99]);
    const first = find(dataset, 'anatomy-1');
    expect(first.texts.ja?.question).toMatch(/^「皿状顔貌/);
    // As published, with its spaces.
    expect(first.texts.ja?.options[2]).toMatch(/^ /);
    expect(first.gold).toEqual({ kind: 'all', options: [1] });
  });
});
