import { useEffect, useState } from 'react';
import type { DatasetReading } from '../../datasets/assemble';
import { readGeneric } from '../../datasets/generic';
import type { NamedSource } from '../../datasets/source';
import type { FormMeaning } from './mapping-form';

/** The whole file is read each time: not while a person still changes things. */
const PAUSE_MS = 300;

/** What the file gives under a mapping; null until it was read so far, or while something is to be chosen. */
export function useMappingCheck(source: NamedSource, meaning: FormMeaning): DatasetReading | null {
  const [checked, setChecked] = useState<{ meaning: FormMeaning; reading: DatasetReading } | null>(null);
  useEffect(() => {
    if ('missing' in meaning) return;
    let stale = false;
    const timer = setTimeout(async () => {
      const reading = await readGeneric(source, meaning.mapping);
      if (!stale) setChecked({ meaning, reading });
    }, PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [source, meaning]);
  return checked?.meaning === meaning ? checked.reading : null;
}
