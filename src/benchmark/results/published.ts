import type { Language } from '@/i18n/languages';
import type { DatasetKind } from '../types';

/**
 * Figures that the authors of the published evaluation gave. All: Gestalt match, zero-shot, options not
 * shuffled. `harness`: README of japanese-lm-med-harness. `earlier`: the author's earlier README, of JMedLLM-7B.
 */
export interface PublishedFigure {
  model: string;
  kind: DatasetKind;
  language: Language;
  /** Share of items, 0 to 1. */
  share: number;
  source: 'harness' | 'earlier';
}

type Row = readonly [model: string, ja: number, en: number | null];

const of = (kind: DatasetKind, source: PublishedFigure['source'], rows: readonly Row[]): PublishedFigure[] =>
  rows.flatMap(([model, ja, en]) => {
    const figure = (language: Language, percent: number) => ({ model, kind, language, share: percent / 100, source });
    return [figure('ja', ja), ...(en === null ? [] : [figure('en', en)])];
  });

const PUBLISHED: readonly PublishedFigure[] = [
  ...of('igakuqa', 'harness', [
    ['Qwen2-7B', 44.6, 46.4],
    ['Llama3-8B', 22.1, 29.0],
    ['Llama3-70B (4-bit)', 43.1, 38.3],
    ['OpenBioLLM-70B', 35.6, 58.5],
    ['MedSwallow-70B', 46.5, 46.1],
    ['Swallow-7B', 18.6, null],
  ]),
  ...of('igakuqa', 'earlier', [
    ['JMedLLM-7B (ja)', 52.5, 50.2],
    ['JMedLLM-7B (en)', 44.2, 46.2],
  ]),
  ...of('medqa', 'harness', [['Qwen2-7B', 30.8, 36.9]]),
  ...of('medmcqa', 'harness', [['Qwen2-7B', 31.5, 34.7]]),
];

/** The best first; empty where nothing was published. */
export const publishedFor = (kind: DatasetKind, language: Language): PublishedFigure[] =>
  PUBLISHED.filter((figure) => figure.kind === kind && figure.language === language).sort((a, b) => b.share - a.share);
