import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Signs that are shown as they are. */
const SIGNS = ['|', ';', '；', '、', ',', '，', '/', '／'];
/** Values of the list that are no sign themselves. */
const NAMED = { list: null, newline: '\n', tab: '\t' } as const;
const OTHER = 'other';

interface SeparatorSelectProps {
  /** Null: a JSON list. */
  value: string | null;
  onChange: (separator: string | null) => void;
}

/** What stands between the options of one column. */
export function SeparatorSelect({ value, onChange }: SeparatorSelectProps) {
  const { t } = useTranslation();
  const named = Object.entries(NAMED).find(([, separator]) => separator === value)?.[0];
  const known = named ?? (value !== null && SIGNS.includes(value) ? value : OTHER);

  function choose(chosen: string) {
    if (chosen === OTHER) onChange('');
    else onChange(Object.hasOwn(NAMED, chosen) ? NAMED[chosen as keyof typeof NAMED] : chosen);
  }

  return (
    <>
      <NativeSelect
        size="md"
        label={t('benchmark.mapping.separator')}
        value={known}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          { value: 'list', label: t('benchmark.mapping.separators.list') },
          ...SIGNS,
          { value: 'newline', label: t('benchmark.mapping.separators.newline') },
          { value: 'tab', label: t('benchmark.mapping.separators.tab') },
          { value: OTHER, label: t('benchmark.mapping.separators.other') },
        ]}
      />
      {known === OTHER && (
        <TextInput
          size="md"
          label={t('benchmark.mapping.ownSeparator')}
          value={value ?? ''}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </>
  );
}
