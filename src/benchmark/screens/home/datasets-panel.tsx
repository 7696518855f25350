import { Button, FileButton, Group, Loader, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES } from '@/i18n/languages';
import { Panel } from '@/ui/panel';
import { type AddedDatasets, addDatasets, keepDataset } from '../../add-datasets';
import { useDatasets } from '../../queries';
import type { DatasetHead } from '../../rows';
import type { Dataset } from '../../types';
import { MappingDialog } from '../mapping/mapping-dialog';
import { AddedReport } from './added-report';
import classes from './home.module.css';
import { useDeleteDataset } from './use-deletion';

type Reading =
  | { state: 'idle' }
  | { state: 'working' }
  | { state: 'done'; report: AddedDatasets }
  | { state: 'failed'; error: Error };

/** The data sets this browser keeps, and the place to drop more. */
export function DatasetsPanel() {
  const { t } = useTranslation();
  const datasets = useDatasets();
  const [reading, setReading] = useState<Reading>({ state: 'idle' });

  async function add(files: readonly File[]) {
    if (files.length === 0) return;
    setReading({ state: 'working' });
    const sources = files.map((file) => ({
      name: file.webkitRelativePath || file.name,
      size: file.size,
      bytes: file,
    }));
    try {
      setReading({ state: 'done', report: await addDatasets(sources) });
    } catch (error) {
      setReading({ state: 'failed', error: error as Error });
    }
  }

  const report = reading.state === 'done' ? reading.report : null;
  const table = report?.unmapped[0];

  async function addTable(into: AddedDatasets, dataset: Dataset) {
    try {
      const kept = await keepDataset(dataset);
      setReading({
        state: 'done',
        report: { ...into, unmapped: into.unmapped.slice(1), [kept]: [...into[kept], dataset] },
      });
    } catch (error) {
      setReading({ state: 'failed', error: error as Error });
    }
  }

  function leaveOut(from: AddedDatasets, tables: number) {
    const left = from.unmapped
      .slice(0, tables)
      .map(({ source }) => ({ name: source.name, reason: 'left-out' as const }));
    setReading({
      state: 'done',
      report: { ...from, unmapped: from.unmapped.slice(tables), leftOver: [...from.leftOver, ...left] },
    });
  }

  async function drop(event: DragEvent) {
    event.preventDefault();
    await add(await filesOf(event.dataTransfer));
  }

  return (
    <Panel title={t('benchmark.datasets.title')} lead={t('benchmark.datasets.lead')}>
      {datasets?.map((dataset) => (
        <DatasetRow key={dataset.id} dataset={dataset} />
      ))}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the button beside it is everybody's */}
      <div className={classes.drop} onDragOver={(event) => event.preventDefault()} onDrop={(event) => void drop(event)}>
        <Text size="sm" mb="sm">
          {t('benchmark.datasets.drop')}
        </Text>
        <FileButton multiple onChange={(files) => void add(files)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFileImport size={18} aria-hidden />}>
              {t('benchmark.datasets.choose')}
            </Button>
          )}
        </FileButton>
      </div>
      <div aria-live="polite">
        {reading.state === 'working' && (
          <Group mt="md" gap="sm">
            <Loader size="sm" />
            <Text size="sm">{t('benchmark.datasets.working')}</Text>
          </Group>
        )}
        {reading.state === 'failed' && (
          <Text size="sm" mt="md">
            {t('benchmark.datasets.failed', { reason: reading.error.message })}
          </Text>
        )}
        {report && <AddedReport report={report} />}
      </div>
      {report && table && (
        <MappingDialog
          // Each table has a dialog of its own, which a screen reader announces.
          key={report.unmapped.length}
          table={table}
          waiting={report.unmapped.length - 1}
          onAdd={(dataset) => addTable(report, dataset)}
          onLeaveOut={() => leaveOut(report, 1)}
          onLeaveOutAll={() => leaveOut(report, report.unmapped.length)}
        />
      )}
    </Panel>
  );
}

function DatasetRow({ dataset }: { dataset: DatasetHead }) {
  const { t } = useTranslation();
  const deleteDataset = useDeleteDataset();
  const name = dataset.kind === 'sample' ? t('benchmark.sampleName') : dataset.name;
  return (
    <article className={classes.run} aria-label={name}>
      <Group justify="space-between" wrap="nowrap">
        <div>
          <Text fw={600}>{name}</Text>
          <Text size="sm" c="dimmed">
            {t('benchmark.datasets.facts', {
              items: dataset.itemCount,
              languages: dataset.languages.map((each) => LANGUAGE_NAMES[each]).join(', '),
              hash: dataset.id.slice(0, 12),
            })}
          </Text>
          {dataset.kind === 'sample' && (
            <Text size="sm" mt={4}>
              {t('benchmark.sampleNotice')}
            </Text>
          )}
        </div>
        {dataset.kind !== 'sample' && (
          <Button variant="subtle" color="red" onClick={() => void deleteDataset(dataset)}>
            {t('benchmark.datasets.delete')}
          </Button>
        )}
      </Group>
    </article>
  );
}

/** Files and whole folders that were dropped. */
async function filesOf({ items, files }: DataTransfer): Promise<File[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry());
  if (!entries.some((entry) => entry?.isDirectory)) return [...files];
  const found: File[] = [];
  for (const entry of entries) if (entry) await collect(entry, found);
  return found;
}

async function collect(entry: FileSystemEntry, found: File[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    // The path tells data sets of several folders apart, and a dropped file does not know its own.
    Object.defineProperty(file, 'webkitRelativePath', { value: entry.fullPath.slice(1) });
    found.push(file);
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A folder is read in portions of a hundred.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return;
    for (const each of portion) await collect(each, found);
  }
}
