import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useMemo, useState } from 'react';
import { rows } from '../../rows';
import type { Run } from '../../types';

/** Full width and capitals make no difference. */
const folded = (text: string) => text.normalize('NFKC').toLowerCase();

/**
 * The places in the run whose prompt or answer holds a text, by the transcripts themselves, so that a run
 * can be searched whose data set is gone. Null where nothing is searched for, undefined while they are read.
 */
export function useItemSearch(run: Run, typed: string): ReadonlySet<number> | null | undefined {
  const [wanted] = useDebouncedValue(folded(typed.trim()), 200);
  const [read, setRead] = useState<{ done: number; texts: Map<number, string> }>();
  const { id, done } = run;
  const searching = wanted !== '';
  const behind = read?.done !== done;

  useEffect(() => {
    if (!searching || !behind) return;
    let left = false;
    void rows.transcriptsOf(id).then((transcripts) => {
      const texts = transcripts.map(({ index, prompt, output }): [number, string] => [
        index,
        folded(`${prompt}\n${output}`),
      ]);
      if (!left) setRead({ done, texts: new Map(texts) });
    });
    return () => {
      left = true;
    };
  }, [id, done, searching, behind]);

  return useMemo(() => {
    if (!searching) return null;
    if (!read) return undefined;
    return new Set([...read.texts].flatMap(([index, text]) => (text.includes(wanted) ? [index] : [])));
  }, [searching, read, wanted]);
}
