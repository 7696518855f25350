import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { MOST_OPTIONS } from '../../datasets/fields';
import { proposeSeparator } from '../../datasets/propose-mapping';
import type { TablePreview } from '../../datasets/table';
import { letterAt } from '../../export/asked-item';
import { ColumnSelect } from './column-select';
import classes from './mapping.module.css';
import type { TextForm } from './mapping-form';
import { SeparatorSelect } from './separator-select';

interface TextFieldsProps {
  preview: TablePreview;
  text: TextForm;
  onChange: (text: TextForm) => void;
}

/** Where the question and its options stand in one language. */
export function TextFields({ preview, text, onChange }: TextFieldsProps) {
  const { t } = useTranslation();
  const { columns, rows } = preview;
  const change = (changes: Partial<TextForm>) => onChange({ ...text, ...changes });
  return (
    <>
      <div className={classes.fields}>
        <ColumnSelect
          label={t('benchmark.mapping.question')}
          columns={columns}
          value={text.question}
          onChange={(question) => change({ question })}
        />
        <NativeSelect
          size="md"
          label={t('benchmark.mapping.optionsAre')}
          value={text.optionsAre}
          onChange={(event) => change({ optionsAre: event.currentTarget.value as TextForm['optionsAre'] })}
          data={(['columns', 'list'] as const).map((kind) => ({
            value: kind,
            label: t(`benchmark.mapping.optionsIn.${kind}`),
          }))}
        />
        {text.optionsAre === 'list' && (
          <>
            <ColumnSelect
              label={t('benchmark.mapping.list')}
              columns={columns}
              value={text.list}
              onChange={(list) => change({ list, separator: list === '' ? null : proposeSeparator(list, rows) })}
            />
            <SeparatorSelect value={text.separator} onChange={(separator) => change({ separator })} />
          </>
        )}
      </div>
      {text.optionsAre === 'columns' && (
        <OptionColumns columns={columns} chosen={text.columns} onChange={(chosen) => change({ columns: chosen })} />
      )}
    </>
  );
}

interface OptionColumnsProps {
  columns: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** A column for each option: as many as are chosen, and one more to choose. */
function OptionColumns({ columns, chosen, onChange }: OptionColumnsProps) {
  const { t } = useTranslation();
  const shown = Math.min(Math.max(2, chosen.length + 1), MOST_OPTIONS);
  const letters = Array.from({ length: shown }, (_, position) => letterAt(position));
  return (
    <div className={classes.options}>
      {letters.map((letter, position) => (
        <ColumnSelect
          key={letter}
          label={t('benchmark.mapping.option', { letter })}
          columns={columns}
          value={chosen[position] ?? ''}
          onChange={(column) => {
            // A gap would shift the letters of those after it unseen: they move up in sight.
            onChange(chosen.toSpliced(position, 1, column).filter((each) => each !== ''));
          }}
        />
      ))}
    </div>
  );
}
