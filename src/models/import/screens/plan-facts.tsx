import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../plan';
import type { Given } from '../sources/given';
import classes from './import.module.css';

type Description = NonNullable<Plan['description']>;

interface PlanFactsProps {
  plan: Plan;
  given: Given | null;
  freeBytes: number | null;
}

/** What the source is, what becomes of it, and what it takes. */
export function PlanFacts({ plan, given, freeBytes }: PlanFactsProps) {
  const { t } = useTranslation();
  const { record, journal, libraryOf, downloadBytes, resultBytes, gpuMemoryBytes, description } = plan;
  const { modelType, layers, hiddenSize } = record.architecture;
  const { task } = journal;
  const quantization = task.kind === 'convert' ? task.quantization : task.manifest.variants[0]!.quantization;
  const bytes = (value: number) => t('import.plan.bytes', { bytes: value });
  const unknown = record.licence.id === 'unknown';
  const weightsOf = ({ storedAs, trainedContext: tokens }: Description) =>
    tokens === null ? storedAs.join(', ') : t('import.plan.weightsTrained', { types: storedAs.join(', '), tokens });
  const templateOf = ({ templateFrom: { file, key }, templateGiven }: Description) =>
    templateGiven
      ? t('import.plan.templateGiven', { name: file })
      : t('import.plan.templateOf', { place: [file, key].filter(Boolean).join(', ') });
  return (
    <dl className={classes.facts}>
      <Fact name={t('import.plan.licence')}>{unknown ? t('import.plan.unknownLicence') : record.licence.id}</Fact>
      <Fact name={t('import.plan.shape')}>{t('import.plan.shapeOf', { modelType, layers, hiddenSize })}</Fact>
      {description && (
        <>
          <Fact name={t('import.plan.weights')}>{weightsOf(description)}</Fact>
          <Fact name={t('import.plan.template')}>{templateOf(description)}</Fact>
        </>
      )}
      {given?.kind === 'checkpoint' && given.adapter && (
        <Fact name={t('import.plan.adapter')}>{t('import.plan.adapterOf')}</Fact>
      )}
      <Fact name={t('import.plan.quantization')}>{t('import.plan.quantizationOf', { quantization })}</Fact>
      <Fact name={t('import.plan.context')}>{t('import.plan.contextOf', { tokens: record.limits.contextWindow })}</Fact>
      {libraryOf !== null && (
        <Fact name={t('import.plan.library')}>{t('import.plan.libraryOf', { model: libraryOf })}</Fact>
      )}
      {downloadBytes > 0 && <Fact name={t('import.plan.download')}>{bytes(downloadBytes)}</Fact>}
      <Fact name={t('import.plan.disk')}>{bytes(resultBytes)}</Fact>
      {freeBytes !== null && <Fact name={t('import.plan.free')}>{bytes(freeBytes)}</Fact>}
      <Fact name={t('import.plan.memory')}>{bytes(gpuMemoryBytes)}</Fact>
      {task.kind === 'convert' && (
        <Fact name={t('import.plan.runsOn')}>
          {t(task.adapterClass === 'gpu' ? 'import.plan.gpu' : 'import.plan.processor')}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
