import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface ColumnSelectProps {
  label: string;
  columns: readonly string[];
  /** '': none is chosen. */
  value: string;
  onChange: (column: string) => void;
}

/** One of the table's columns, or none. */
export function ColumnSelect({ label, columns, value, onChange }: ColumnSelectProps) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      size="md"
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[{ value: '', label: t('benchmark.mapping.none') }, ...columns.filter((column) => column !== '')]}
    />
  );
}
