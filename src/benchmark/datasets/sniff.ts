import type { DatasetKind } from '../types';
import { harnessKind, parseHarnessName } from './harness';
import { parseIgakuQaName } from './igakuqa-name';
import { judgeFile, type LeftOverReason, type Verdict } from './judge-file';
import type { ColumnMapping } from './mapping';
import { byName, folderName, type NamedSource, stemName } from './source';

export type ReaderName = 'igakuqa' | 'medqa' | 'medmcqa' | 'mmlu' | 'harness' | 'generic';

/** Files that make one data set. */
export interface DatasetGroup {
  reader: ReaderName;
  kind: DatasetKind;
  /** Until it is read: what to call it while a person waits. */
  name: string;
  sources: NamedSource[];
  /** For `generic`: what the headers suggest; null where they suggest nothing, and a person has to map the columns. */
  mapping: ColumnMapping | null;
}

export interface LeftOver {
  name: string;
  reason: LeftOverReason;
}

export interface Sniffed {
  groups: DatasetGroup[];
  leftOver: LeftOver[];
}

/** Looks at names and first lines, and puts the files together that make a data set. Order of the files plays no part. */
export async function sniffDatasets(sources: readonly NamedSource[]): Promise<Sniffed> {
  const groups = new Map<string, DatasetGroup>();
  const leftOver: LeftOver[] = [];
  for (const source of byName(sources)) {
    const verdict = await judgeFile(source);
    if ('leftOver' in verdict) {
      leftOver.push({ name: source.name, reason: verdict.leftOver });
      continue;
    }
    const { key, ...group } = groupOf(source, verdict);
    const there = groups.get(key);
    if (there) there.sources.push(source);
    else groups.set(key, { ...group, sources: [source] });
  }
  leaveLonelyParts(groups, leftOver);
  return { groups: [...groups.values()], leftOver };
}

function groupOf(source: NamedSource, verdict: Exclude<Verdict, { leftOver: LeftOverReason }>) {
  const { name } = source;
  const { reader } = verdict;
  const base = { reader, mapping: null, name: stemName(name) };
  if (reader === 'igakuqa') {
    const { kind } = verdict;
    return { ...base, key: kind, kind, name: kind === 'sample' ? 'Sample' : 'IgakuQA' };
  }
  if (reader === 'mmlu') {
    const split = /_(test|dev|val)$/.exec(stemName(name))?.[1] ?? '';
    const kind = verdict.language === 'ja' ? ('jmmlu' as const) : reader;
    return { ...base, key: JSON.stringify([kind, folderName(name), split]), kind, name: kind.toUpperCase() };
  }
  if (reader === 'harness') {
    const { set } = parseHarnessName(name);
    const kind = harnessKind(name, verdict.language);
    // Without a language in its name a file has no partner.
    const key = verdict.language ? [reader, folderName(name), set] : [reader, name];
    return { ...base, key: JSON.stringify(key), kind, name: set };
  }
  const mapping = reader === 'generic' ? verdict.mapping : null;
  return { ...base, key: JSON.stringify([reader, name]), kind: reader, mapping };
}

/** Of a translation alone nobody knows which questions need a picture. */
function leaveLonelyParts(groups: Map<string, DatasetGroup>, leftOver: LeftOver[]): void {
  for (const [key, group] of groups) {
    if (group.reader !== 'igakuqa') continue;
    const named = group.sources.map((source) => ({ source, name: parseIgakuQaName(source.name)! }));
    const blocks = new Set(named.flatMap(({ name }) => (name.part === 'questions' ? [name.block] : [])));
    const lonely = named.filter(({ name }) => !blocks.has(name.block)).map(({ source }) => source);
    for (const { name } of lonely) leftOver.push({ name, reason: 'no-question-file' });
    group.sources = group.sources.filter((source) => !lonely.includes(source));
    if (group.sources.length === 0) groups.delete(key);
  }
}
