import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES } from '@/i18n/languages';
import type { ModelEntry } from '../shelves';
import classes from './models-screen.module.css';

/** Size, memory, languages and licence, as the record states them. */
export function ModelFacts({ entry: { record, availability } }: { entry: ModelEntry }) {
  const { t } = useTranslation();
  const artifacts = availability.state === 'ready' ? availability.artifacts : null;
  const known = artifacts?.files.every((file) => file.bytes !== null);
  const bytes = known ? artifacts?.files.reduce((sum, file) => sum + (file.bytes ?? 0), 0) : undefined;
  const memory = artifacts?.gpuMemoryBytes ?? record.variants[0]?.gpuMemoryBytes;
  return (
    <dl className={classes.facts}>
      {bytes !== undefined && (
        <div>
          <dt>{t('models.screen.facts.size')}</dt>
          <dd>{t('models.screen.facts.bytes', { bytes })}</dd>
        </div>
      )}
      {memory !== undefined && (
        <div>
          <dt>{t('models.screen.facts.memory')}</dt>
          <dd>{t('models.screen.facts.bytes', { bytes: memory })}</dd>
        </div>
      )}
      <div>
        <dt>{t('models.screen.facts.context')}</dt>
        <dd>{t('models.screen.facts.tokens', { tokens: record.limits.contextWindow })}</dd>
      </div>
      <div>
        <dt>{t('models.screen.facts.languages')}</dt>
        <dd>{record.languages.map((language) => LANGUAGE_NAMES[language]).join(' · ')}</dd>
      </div>
      <div>
        <dt>{t('models.screen.facts.licence')}</dt>
        <dd>{record.licence.id}</dd>
      </div>
    </dl>
  );
}
