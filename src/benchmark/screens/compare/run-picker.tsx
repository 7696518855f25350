import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/ui/panel';
import { letterAt } from '../../export/asked-item';
import type { Run } from '../../types';
import { ImportButton } from '../import/import-button';
import { useRunName } from '../run-name';

interface RunPickerProps {
  runs: readonly Run[];
  chosen: readonly Run[];
  onChoose: (ids: string[]) => void;
}

/** Which runs are compared: the first is what the others are held against. The last field adds one. */
export function RunPicker({ runs, chosen, onChoose }: RunPickerProps) {
  const { t } = useTranslation();
  const name = useRunName();
  const ids = chosen.map(({ id }) => id);
  const fields = [...chosen, null];
  return (
    <Panel title={t('results.compare.runs')}>
      {fields.map((run, at) => (
        <NativeSelect
          key={run?.id ?? 'new'}
          size="md"
          mb="xs"
          label={
            at === 0
              ? t('results.compare.baseline', { letter: letterAt(0) })
              : t('results.compare.other', { letter: letterAt(at) })
          }
          value={run?.id ?? ''}
          onChange={(event) => {
            const { value } = event.currentTarget;
            onChoose(ids.toSpliced(at, 1, ...(value === '' ? [] : [value])));
          }}
          data={[
            { value: '', label: t(run ? 'results.compare.remove' : 'results.compare.add') },
            ...runs
              .filter(({ id }) => id === run?.id || !ids.includes(id))
              .map((each) => ({ value: each.id, label: name(each) })),
          ]}
        />
      ))}
      <ImportButton />
    </Panel>
  );
}
