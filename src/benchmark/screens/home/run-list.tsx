import { Button, Checkbox, Group, Progress, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { LANGUAGE_NAMES } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import { Panel } from '@/ui/panel';
import { useSave } from '@/ui/use-save';
import { useBenchmark } from '../../context';
import { useRuns } from '../../queries';
import { accuracy } from '../../results/accuracy';
import type { Run } from '../../types';
import { useFigures } from '../charts/figures';
import { Sparkline } from '../charts/sparkline';
import { ImportButton } from '../import/import-button';
import { modelNameOf } from '../run-name';
import classes from './home.module.css';
import { RunFaultNotice } from './run-fault-notice';
import { useDeleteRun } from './use-deletion';
import { usePace } from './use-pace';

/** Every run there is, newest first, with what can be done about it. */
export function RunList() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const runs = useRuns();
  const [picked, setPicked] = useState<readonly string[]>([]);
  const pick = (id: string, on: boolean) => setPicked(on ? [...picked, id] : picked.filter((each) => each !== id));
  if (!runs) return null;
  return (
    <Panel title={t('benchmark.runs.title')}>
      {runs.length === 0 && <Text c="dimmed">{t('benchmark.runs.none')}</Text>}
      <Group mt="xs" mb="sm">
        <ImportButton />
        {runs.length > 1 && (
          <Button
            variant="default"
            disabled={picked.length < 2}
            onClick={() => void navigate(`/benchmark/compare?runs=${picked.join(',')}`)}
          >
            {t('benchmark.runs.compare', { count: picked.length })}
          </Button>
        )}
      </Group>
      {runs.map((run) => (
        <RunRow key={run.id} run={run} picked={picked.includes(run.id)} onPick={(on) => pick(run.id, on)} />
      ))}
    </Panel>
  );
}

function RunRow({ run, picked, onPick }: { run: Run; picked: boolean; onPick: (on: boolean) => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const model = modelNameOf(run);
  const { dataset, protocol } = run.plan;
  const name = dataset.kind === 'sample' ? t('benchmark.sampleName') : dataset.name;
  const title = t('benchmark.runs.name', {
    model,
    dataset: name,
    language: LANGUAGE_NAMES[run.plan.language],
    protocol: protocol.name[language],
  });
  return (
    <article className={classes.run} aria-label={title}>
      <Group justify="space-between" align="flex-start" gap="xs">
        <Group wrap="nowrap" align="flex-start" className={classes.title!}>
          <Checkbox
            mt={4}
            aria-label={t('benchmark.runs.pick', { title })}
            checked={picked}
            onChange={(event) => onPick(event.currentTarget.checked)}
          />
          <div>
            <Text component={Link} to={`/benchmark/runs/${run.id}`} fw={600} c="inherit">
              {title}
            </Text>
            <Text size="sm" c="dimmed">
              {useFigures().date(run.createdAt)}
            </Text>
          </div>
        </Group>
        <Group gap="md" wrap="nowrap">
          <Sparkline run={run} />
          <Figure run={run} />
        </Group>
      </Group>
      <Standing run={run} />
      {run.fault && <RunFaultNotice run={run} model={model} />}
      <Actions run={run} title={title} />
    </article>
  );
}

/** Right so far, with its interval. */
function Figure({ run }: { run: Run }) {
  const { t } = useTranslation();
  const { percent } = useFigures();
  const { share, low, high } = accuracy(run.correct, run.done);
  if (share === null) return null;
  return (
    <div className={classes.soFar}>
      <Text fw={700}>{percent(share)}</Text>
      <Text size="xs" c="dimmed">
        {t('benchmark.runs.interval', { low: percent(low), high: percent(high) })}
      </Text>
    </div>
  );
}

function Standing({ run }: { run: Run }) {
  const { t } = useTranslation();
  const pace = usePace(run);
  const label = t(`benchmark.runs.state.${run.state}`);
  return (
    <>
      <Group gap="md" mt="xs" className={classes.figure} aria-live="off">
        <Text size="sm" fw={600}>
          {label}
        </Text>
        {run.total > 0 && <Text size="sm">{t('benchmark.runs.progress', { done: run.done, total: run.total })}</Text>}
        {run.failed > 0 && <Text size="sm">{t('benchmark.runs.failed', { failed: run.failed })}</Text>}
        {pace && <Text size="sm">{t('benchmark.runs.pace', pace)}</Text>}
      </Group>
      {run.total > 0 && run.state !== 'done' && (
        <Progress value={(run.done / run.total) * 100} mt={6} aria-label={label} />
      )}
    </>
  );
}

function Actions({ run, title }: { run: Run; title: string }) {
  const { t } = useTranslation();
  const { pause, resume, cancel } = useBenchmark((benchmark) => benchmark);
  const save = useSave();
  const deleteRun = useDeleteRun();
  const stopping = useBenchmark((benchmark) => benchmark.stopping.has(run.id));
  const going = run.state === 'running' || run.state === 'queued';
  const still = run.state === 'paused' || run.state === 'cancelled';
  return (
    <Group mt="xs" gap="xs">
      {going && (
        <Button variant="default" loading={stopping} onClick={() => void save('runChange', () => pause(run.id))}>
          {t('benchmark.runs.pause')}
        </Button>
      )}
      {still && run.origin === 'local' && (
        <Button variant="default" onClick={() => void save('runChange', () => resume(run.id))}>
          {t('benchmark.runs.resume')}
        </Button>
      )}
      {(going || run.state === 'paused') && (
        <Button variant="subtle" disabled={stopping} onClick={() => void save('runChange', () => cancel(run.id))}>
          {t('benchmark.runs.cancel')}
        </Button>
      )}
      {!going && (
        <Button variant="subtle" color="red" onClick={() => void deleteRun(run, title)}>
          {t('benchmark.runs.delete')}
        </Button>
      )}
    </Group>
  );
}
