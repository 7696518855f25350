import { Drawer, Group, Text, Title } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultDetail } from '@/ui/fault-detail';
import { IconAction } from '@/ui/icon-action';
import { useTranscript } from '../../queries';
import type { Metric } from '../../results/accuracy';
import type { Item, Run, Sample, Transcript } from '../../types';
import { useFigures } from '../charts/figures';
import { useFaultText } from '../fault-text';
import { goldLetters, shownLetters } from '../letters';
import { modelNameOf } from '../run-name';
import classes from './item-browser.module.css';
import { LogprobBars } from './logprob-bars';
import { OptionList } from './option-list';
import { OutcomeMark } from './outcome-mark';

interface ItemDrawerProps {
  run: Run;
  /** Undefined: closed. */
  sample: Sample | undefined;
  item: Item | undefined;
  metric: Metric;
  /** Null where the filter hides the item. */
  place: { at: number; of: number } | null;
  onStep: (by: 1 | -1) => void;
  onClose: () => void;
}

/** One item with everything that is known of it. */
export function ItemDrawer({ run, sample, item, metric, place, onStep, onClose }: ItemDrawerProps) {
  const { t } = useTranslation();
  const { count } = useFigures();
  return (
    <Drawer
      opened={sample !== undefined}
      onClose={onClose}
      position="right"
      size="40rem"
      title={sample && t('results.item.title', { id: sample.itemId })}
      closeButtonProps={{ 'aria-label': t('ui.close'), size: 40 }}
    >
      {sample && (
        <>
          <Group justify="space-between" mb="sm">
            <OutcomeMark sample={sample} metric={metric} />
            <Group gap={4}>
              <IconAction
                label={t('results.item.previous')}
                disabled={!place || place.at === 0}
                onClick={() => onStep(-1)}
              >
                <IconChevronLeft size={20} />
              </IconAction>
              {place && (
                <Text size="sm">{t('results.item.place', { at: count(place.at + 1), of: count(place.of) })}</Text>
              )}
              <IconAction
                label={t('results.item.next')}
                disabled={!place || place.at === place.of - 1}
                onClick={() => onStep(1)}
              >
                <IconChevronRight size={20} />
              </IconAction>
            </Group>
          </Group>
          <ItemDetail run={run} sample={sample} item={item} />
        </>
      )}
    </Drawer>
  );
}

function ItemDetail({ run, sample, item }: { run: Run; sample: Sample; item: Item | undefined }) {
  const { t } = useTranslation();
  const { count, seconds } = useFigures();
  const faultText = useFaultText();
  const transcript = useTranscript(run.id, sample.index);
  const { language } = run.plan;
  const text = item?.texts[language];
  const { prediction, failure } = sample;
  const facts = item?.facts;
  const traits = [facts?.category, facts?.year, facts?.block].filter((trait) => trait !== null && trait !== undefined);
  const reason = failure && faultText(failure, modelNameOf(run));

  return (
    <>
      {reason && (
        <Text role="note" size="sm" mb="md" fw={600}>
          {reason.title}
          <br />
          {reason.next}
        </Text>
      )}
      {reason && <FaultDetail detail={reason.detail} />}
      <dl className={classes.facts}>
        <Fact label={t('results.item.chosen')}>
          {prediction?.length ? shownLetters(sample, prediction) : t('results.item.none')}
        </Fact>
        <Fact label={t('results.item.right')}>{goldLetters(sample)}</Fact>
        {traits.length > 0 && <Fact label={t('results.item.about')}>{traits.join(' · ')}</Fact>}
      </dl>
      {text && (
        <>
          <Text lang={language} mb="sm" className={classes.text!} component="pre">
            {text.question}
          </Text>
          <OptionList sample={sample} options={text.options} facts={facts} language={language} />
        </>
      )}
      {transcript && <Texts sample={sample} transcript={transcript} language={language} />}
      {transcript === null && <Text>{t('results.item.noTranscript')}</Text>}
      <dl className={classes.facts}>
        <Fact label={t('results.item.promptTokens')}>{count(sample.promptTokens)}</Fact>
        <Fact label={t('results.item.completionTokens')}>{count(sample.completionTokens)}</Fact>
        <Fact label={t('results.item.prefill')}>{seconds(sample.prefillSeconds)}</Fact>
        <Fact label={t('results.item.decode')}>{seconds(sample.decodeSeconds)}</Fact>
        <Fact label={t('results.item.wall')}>{seconds(sample.wallSeconds)}</Fact>
        <Fact label={t('results.item.attempts')}>{count(sample.attempts)}</Fact>
        <Fact label={t('results.item.finish')}>{t(`results.finish.${sample.finish}`)}</Fact>
      </dl>
    </>
  );
}

function Texts({ sample, transcript, language }: { sample: Sample; transcript: Transcript; language: string }) {
  const { t } = useTranslation();
  const { prompt, output, response, logprobs } = transcript;
  const texts = [
    { title: t('results.item.output'), text: output },
    { title: t('results.item.response'), text: response === output ? '' : response },
    { title: t('results.item.prompt'), text: prompt },
  ];
  return (
    <>
      {logprobs && <LogprobBars sample={sample} logprobs={logprobs} />}
      {texts.map(
        ({ title, text }) =>
          text !== '' && (
            <section key={title} aria-label={title}>
              <Title order={3} size="h6">
                {title}
              </Title>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls by keyboard. */}
              <pre className={classes.text} lang={language} tabIndex={0}>
                {text}
              </pre>
            </section>
          ),
      )}
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
