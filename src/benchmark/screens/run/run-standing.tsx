import { Alert, Button, Group, Progress, Text } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FaultDetail } from '@/ui/fault-detail';
import { useBenchmark } from '../../context';
import type { Run } from '../../types';
import { useFigures } from '../charts/figures';
import { useFaultText } from '../fault-text';
import { modelNameOf } from '../run-name';

/** Where a run stands that is not done, why, and the way on. */
export function RunStanding({ run }: { run: Run }) {
  const { t } = useTranslation();
  const { count } = useFigures();
  const faultText = useFaultText();
  const pause = useBenchmark((benchmark) => benchmark.pause);
  const resume = useBenchmark((benchmark) => benchmark.resume);
  const stopping = useBenchmark((benchmark) => benchmark.stopping.has(run.id));
  const { state, done, total, origin, fault } = run;
  if (state === 'done') return null;
  const here = origin === 'local';
  const reason = fault && faultText(fault, modelNameOf(run));

  return (
    <Alert
      role="note"
      variant="default"
      mb="lg"
      icon={<IconPlayerPause aria-hidden />}
      title={t(`benchmark.runs.state.${state}`)}
    >
      <Text size="sm">{t('results.standing.asked', { done: count(done), total: count(total) })}</Text>
      {total > 0 && <Progress value={(100 * done) / total} my={6} aria-label={t('results.standing.progress')} />}
      {reason && (
        <Text size="sm" mt={4}>
          {reason.title}
          <br />
          {reason.next}
        </Text>
      )}
      {reason && <FaultDetail detail={reason.detail} />}
      <Group mt="xs" mih={40}>
        {(state === 'running' || state === 'queued') && (
          <Button variant="default" loading={stopping} onClick={() => void pause(run.id)}>
            {t('benchmark.runs.pause')}
          </Button>
        )}
        {here && (state === 'paused' || state === 'cancelled') && (
          <Button onClick={() => void resume(run.id)}>{t('benchmark.runs.resume')}</Button>
        )}
      </Group>
    </Alert>
  );
}
