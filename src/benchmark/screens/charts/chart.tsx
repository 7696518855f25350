import { Button, Table, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '@/ui/save-file';
import classes from './chart.module.css';
import { type Column, tableCsv } from './chart-table';

interface ChartProps<Row> {
  title: string;
  /** What the drawing shows, in a sentence, for who does not see it. */
  summary: string;
  /** A line under the title: how to read it. */
  note?: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey(row: Row): string;
  /** Of the CSV file, without its ending. */
  fileName: string;
  /** A drawing without meaning of its own for screen readers: the sentence and the table speak for it. */
  children: ReactNode;
}

/** A drawing with the figures behind it: as a table, and as a file. */
export function Chart<Row>({ title, summary, note, columns, rows, rowKey, fileName, children }: ChartProps<Row>) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <figure className={classes.chart}>
      <figcaption className={classes.title}>{title}</figcaption>
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
      <div role="img" aria-label={summary}>
        {children}
      </div>
      {/* Filled when it is first opened: the tables of a run together are most of its page. */}
      <details className={classes.behind} onToggle={() => setOpened(true)}>
        <summary>{t('results.chart.table')}</summary>
        {opened && <Behind title={title} columns={columns} rows={rows} rowKey={rowKey} fileName={fileName} />}
      </details>
    </figure>
  );
}

function Behind<Row>({ title, columns, rows, rowKey, fileName }: Omit<ChartProps<Row>, 'summary' | 'children'>) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.wide}>
        <Table aria-label={title} fz="sm">
          <Table.Thead>
            <Table.Tr>
              {columns.map(({ label }, at) => (
                <Table.Th key={label} ta={at === 0 ? 'start' : 'end'}>
                  {label}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={rowKey(row)}>
                {columns.map(({ label, value, text }, at) => (
                  <Table.Td key={label} ta={at === 0 ? 'start' : 'end'}>
                    {text ? text(row) : value(row)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Button
        variant="default"
        leftSection={<IconDownload size={18} aria-hidden />}
        aria-label={t('results.chart.csvOf', { title })}
        onClick={() => saveFile(`${fileName}.csv`, tableCsv(columns, rows))}
      >
        {t('results.chart.csv')}
      </Button>
    </>
  );
}
