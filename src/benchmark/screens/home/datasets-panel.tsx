import { Group, Loader, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { StorageError } from '@/db/storage';
import { reasonOf } from '@/engine/errors';
import { FaultDetail } from '@/ui/fault-detail';
import { Panel } from '@/ui/panel';
import { StorageNotice } from '@/ui/storage-notice';
import { useDatasets } from '../../queries';
import { MappingDialog } from '../mapping/mapping-dialog';
import { AddedReport } from './added-report';
import { BesidePage } from './beside-page';
import { DatasetRow } from './dataset-row';
import { DropZone } from './drop-zone';
import { type Adding, useAdding } from './use-adding';

/** The data sets this browser keeps, and the ways to add more. */
export function DatasetsPanel() {
  const { t } = useTranslation();
  const datasets = useDatasets();
  const { adding, addFiles, addFromBeside, addTable, leaveOut } = useAdding();
  const report = adding.state === 'done' ? adding.report : null;
  const table = report?.unmapped[0];

  return (
    <Panel title={t('benchmark.datasets.title')} lead={t('benchmark.datasets.lead')}>
      {datasets?.map((dataset) => (
        <DatasetRow key={dataset.id} dataset={dataset} />
      ))}
      <BesidePage busy={adding.state === 'working'} onAdd={(beside) => void addFromBeside(beside)} />
      <DropZone onFiles={(files) => void addFiles(files)} />
      <div aria-live="polite">
        <Standing adding={adding} />
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

function Standing({ adding }: { adding: Adding }) {
  const { t } = useTranslation();
  if (adding.state === 'done') return <AddedReport report={adding.report} />;
  if (adding.state === 'failed') {
    const { error, again } = adding;
    if (error instanceof StorageError && again) {
      return <StorageNotice title={t('storage.undone.datasets')} fault={error} onAgain={again} />;
    }
    return (
      <>
        <Text size="sm" mt="md">
          {t('benchmark.datasets.failed')}
        </Text>
        <FaultDetail detail={reasonOf(error)} />
      </>
    );
  }
  if (adding.state === 'idle') return null;
  return (
    <>
      <Group mt="md" gap="sm">
        <Loader size="sm" />
        <Text size="sm">{t('benchmark.datasets.working')}</Text>
      </Group>
      {adding.share !== null && (
        <Progress value={adding.share * 100} mt={6} aria-label={t('benchmark.datasets.progress')} />
      )}
    </>
  );
}
