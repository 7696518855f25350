import { Alert, Button, Group, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FaultDetail } from '@/ui/fault-detail';
import { Wait } from '@/ui/wait';
import { useModels } from '../context';
import { type CheckedFile, isBad } from '../integrity/verify-files';
import type { ModelEntry } from '../shelves';
import type { TaskProgress, TaskResult } from '../tasks/task';
import classes from './models-screen.module.css';
import { useTaskFailure } from './task-failure';

/** The work on a model's files: how far it is, and then what came of it. */
export function TaskPanel({ entry }: { entry: ModelEntry }) {
  const { t } = useTranslation();
  const failureText = useTaskFailure();
  const { id } = entry.record;
  const task = useModels((models) => models.tasks[id]);
  const dismiss = useModels((models) => models.dismissTask);
  if (!task) return null;
  if (task.state === 'working') return <Working id={id} progress={task.progress} />;
  const close = {
    classNames: { closeButton: classes.close! },
    withCloseButton: true,
    closeButtonLabel: t('models.screen.task.dismiss'),
    onClose: () => dismiss(id),
  };
  if (task.state === 'failed') {
    const { title, next, detail } = failureText(task.failure);
    return (
      <Alert color="red" role="alert" mt="md" icon={<IconAlertTriangle aria-hidden />} title={title} {...close}>
        {next}
        <FaultDetail detail={detail} />
      </Alert>
    );
  }
  const bad = task.result.kind === 'verify' && task.result.files.some(isBad);
  return (
    <Alert
      role="status"
      mt="md"
      variant="default"
      icon={bad ? <IconAlertTriangle aria-hidden /> : <IconCircleCheck aria-hidden />}
      {...close}
    >
      <Result entry={entry} result={task.result} />
    </Alert>
  );
}

function Working({ id, progress }: { id: string; progress: TaskProgress | null }) {
  const { t } = useTranslation();
  const cancel = useModels((models) => models.cancelTask);
  const { step, ...figures } = progress ?? { step: null, loadedBytes: 0, totalBytes: 0, secondsLeft: null };
  const fraction = figures.totalBytes > 0 ? figures.loadedBytes / figures.totalBytes : 0;
  const label = step ? t(`models.screen.task.step.${step}`) : t('models.screen.task.starting');
  return <Wait label={label} fraction={fraction} {...figures} onCancel={() => cancel(id)} />;
}

function Result({ entry, result }: { entry: ModelEntry; result: TaskResult }) {
  const { t } = useTranslation();
  switch (result.kind) {
    case 'download':
      return t('models.screen.task.done.download');
    case 'repair':
      return result.repaired.length === 0
        ? t('models.screen.task.done.nothing')
        : t('models.screen.task.done.repair', { files: result.repaired.length });
    case 'export':
      return t('models.screen.task.done.export', { folder: result.folder, bytes: result.bytes, id: entry.record.id });
    case 'verify':
      return <Verified entry={entry} files={result.files} />;
  }
}

function Verified({ entry, files }: { entry: ModelEntry; files: readonly CheckedFile[] }) {
  const { t } = useTranslation();
  const repair = useModels((models) => models.repair);
  const bad = files.filter(isBad);
  const unstated = files.filter(({ state }) => state === 'unstated').length;
  const fromSource = entry.origin !== 'imported' && entry.availability.state === 'ready';
  if (bad.length === 0) {
    return (
      <>
        {t('models.screen.task.done.verify', { files: files.length })}{' '}
        {unstated > 0 && t('models.screen.task.done.unstated', { files: unstated })}
      </>
    );
  }
  return (
    <>
      <Text size="sm" fw={600}>
        {t('models.screen.task.done.bad', { files: bad.length })}
      </Text>
      <List size="sm" my={4}>
        {bad.map(({ path, bytes, state }) => (
          <List.Item key={path}>
            {bytes === null ? path : t('models.screen.task.done.bytes', { path, bytes })}{' '}
            {t(`models.screen.task.done.${state === 'missing' ? 'missing' : 'damaged'}`)}
          </List.Item>
        ))}
      </List>
      <Text size="sm">{t(`models.screen.task.next.${fromSource ? 'repair' : 'import'}`)}</Text>
      {fromSource && (
        <Group mt="sm">
          <Button onClick={() => void repair(entry.record.id)}>{t('models.screen.actions.repair')}</Button>
        </Group>
      )}
    </>
  );
}
