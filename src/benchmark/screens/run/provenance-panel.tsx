import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import { inHundred, klOf } from '@/models/fidelity';
import { CopyAction } from '@/ui/copy-action';
import { Panel } from '@/ui/panel';
import type { LeftOutReason, Run, Selection } from '../../types';
import { useFigures } from '../charts/figures';
import { useDatasetName } from '../dataset-name';
import { useFaultText } from '../fault-text';
import { modelNameOf } from '../run-name';
import classes from './run-screen.module.css';

/** What one needs to check the figures, or to make them again. */
export function ProvenancePanel({ run }: { run: Run }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { count, date } = useFigures();
  const faultText = useFaultText();
  const datasetName = useDatasetName();
  const { plan, model, appVersion, fault } = run;
  const { protocol, dataset, selection } = plan;
  const leftOut = Object.entries(run.leftOut).filter(([, items]) => items > 0) as [LeftOutReason, number][];
  const reason = fault && faultText(fault, modelNameOf(run));

  return (
    <Panel title={t('results.provenance.title')}>
      <Text size="sm">
        {t('results.provenance.short', {
          model: modelNameOf(run),
          quantization: model?.quantization ?? '–',
          device: model?.device ?? '–',
          protocol: protocol.name[language],
          version: protocol.version,
        })}
      </Text>
      <details>
        <summary className={classes.summary}>{t('results.provenance.all')}</summary>
        <dl className={classes.facts}>
          <Fact label={t('results.provenance.model')}>{model ? `${model.name} (${model.id})` : run.modelId}</Fact>
          {model && (
            <>
              <Fact label={t('results.provenance.quantization')}>{model.quantization}</Fact>
              <Fact label={t('results.provenance.adapter')}>
                {t('results.provenance.adapterIs', {
                  device: model.device,
                  kind: t(model.adapterClass === 'software' ? 'results.provenance.software' : 'results.provenance.gpu'),
                })}
              </Fact>
              <Fact label={t('results.provenance.context')}>
                {t('results.provenance.tokens', { tokens: count(model.contextWindow) })}
              </Fact>
              {model.fidelity && (
                <Fact label={t('results.provenance.fidelity')}>
                  {t('results.provenance.fidelityIs', {
                    same: inHundred(model.fidelity.sameToken),
                    kl: klOf(model.fidelity.meanKl, language),
                    tokens: count(model.fidelity.tokens),
                  })}
                </Fact>
              )}
              <HashFact label={t('results.provenance.weights')} hash={model.weightsHash} />
              <HashFact label={t('results.provenance.library')} hash={model.libraryHash} />
            </>
          )}
          <Fact label={t('results.provenance.protocol')}>
            {t('results.provenance.protocolIs', {
              name: protocol.name[language],
              id: protocol.id,
              version: protocol.version,
            })}
            <Text size="sm" c="dimmed">
              {protocol.description[language]}
            </Text>
          </Fact>
          <HashFact label={t('results.provenance.protocolHash')} hash={plan.protocolHash} />
          <Fact label={t('results.provenance.dataset')}>{datasetName(dataset)}</Fact>
          <HashFact label={t('results.provenance.datasetHash')} hash={dataset.id} />
          <Fact label={t('results.provenance.language')}>{LANGUAGE_NAMES[plan.language]}</Fact>
          <Fact label={t('results.provenance.selection')}>
            <SelectionText selection={selection} />
          </Fact>
          <Fact label={t('results.provenance.decoding')}>
            {t('results.provenance.decodingIs', {
              temperature: protocol.decoding.temperature,
              maxTokens: count(protocol.decoding.maxTokens),
              seed: protocol.decoding.seed ?? '–',
            })}
          </Fact>
          <Fact label={t('results.provenance.leftOut')}>
            {leftOut.length === 0 && t('results.provenance.nothingLeftOut')}
            {leftOut.length > 0 && (
              <ul className={classes.list}>
                {leftOut.map(([why, items]) => (
                  <li key={why}>{t(`benchmark.leftOut.${why}`, { count: items })}</li>
                ))}
              </ul>
            )}
          </Fact>
          <Fact label={t('results.provenance.origin')}>{t(`results.origin.${run.origin}`)}</Fact>
          <Fact label={t('results.provenance.begun')}>{date(run.createdAt)}</Fact>
          <Fact label={t('results.provenance.stands')}>
            {t('results.provenance.standsAt', {
              state: t(`benchmark.runs.state.${run.state}`),
              done: count(run.done),
              total: count(run.total),
            })}
          </Fact>
          {reason && <Fact label={t('results.provenance.fault')}>{reason.title}</Fact>}
          <Fact label={t('results.provenance.app')}>{appVersion}</Fact>
          <HashFact label={t('results.provenance.run')} hash={run.id} />
        </dl>
      </details>
    </Panel>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

function HashFact({ label, hash }: { label: string; hash: string | null }) {
  const { t } = useTranslation();
  return (
    <Fact label={label}>
      {hash === null ? (
        t('results.provenance.unknownHash')
      ) : (
        <span className={classes.hash}>
          <code>{hash}</code>
          <CopyAction text={hash} label={t('results.provenance.copy', { what: label })} />
        </span>
      )}
    </Fact>
  );
}

/** What of the data set was asked and in which order, a line each. */
function SelectionText({ selection }: { selection: Selection }) {
  const { t } = useTranslation();
  const { count } = useFigures();
  const { years, blocks, categories, textOnly, limit, shuffleItems, shuffleOptions, part } = selection;
  const lines = [
    years.length > 0 && t('results.selection.years', { years: years.join(', ') }),
    blocks.length > 0 && t('results.selection.blocks', { blocks: blocks.join(', ') }),
    categories.length > 0 && t('results.selection.categories', { categories: categories.join(', ') }),
    textOnly && t('results.selection.textOnly'),
    limit !== null && t('results.selection.limit', { items: count(limit) }),
    part !== null && t('results.selection.part', { index: part.index + 1, of: part.of }),
    shuffleItems === null
      ? t('results.selection.itemsAsPublished')
      : t('results.selection.itemsShuffled', { seed: shuffleItems }),
    shuffleOptions === null
      ? t('results.selection.optionsAsPublished')
      : t('results.selection.optionsShuffled', { seed: shuffleOptions }),
  ].filter((line) => line !== false);
  return (
    <ul className={classes.list}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
