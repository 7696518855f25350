import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES, LANGUAGES } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import type { Fidelity } from '../../../model-config/models/fidelity.ts';
import type { Manifest } from '../../../model-config/models/manifest.ts';
import { inHundred, klOf, ofLanguage } from '../fidelity';
import classes from './models-screen.module.css';

/** How much of the model its rounding to 4 bits left, as set-up measured it, and what that means. */
export function ModelFidelity({ manifest }: { manifest: Manifest | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { fidelity, weights } = manifest ?? {};
  if (!fidelity) {
    return weights?.rule === 'searched' ? (
      <Text size="sm" mt="xs">
        {t('models.screen.fidelity.unmeasured')}
      </Text>
    ) : null;
  }
  const { all } = fidelity;
  return (
    <>
      <Text size="sm" mt="xs">
        {t('models.screen.fidelity.line', { same: inHundred(all.sameToken), kl: klOf(all.meanKl, language) })}
      </Text>
      <details className={classes.details}>
        <summary>{t('models.screen.fidelity.what')}</summary>
        <Text size="sm">
          {weights && t(`models.screen.fidelity.rule.${weights.rule}`)}{' '}
          {t('models.screen.fidelity.means', { tokens: all.tokens, same: inHundred(all.sameToken) })}
        </Text>
        <Parts fidelity={fidelity} />
      </details>
    </>
  );
}

function Parts({ fidelity }: { fidelity: Fidelity }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { letters } = fidelity.all;
  return (
    <>
      {LANGUAGES.map((each) => {
        const figures = ofLanguage(fidelity, each);
        if (figures === null) return null;
        const { sameToken, meanKl } = figures;
        return (
          <Text key={each} size="sm">
            {t('models.screen.fidelity.part', {
              language: LANGUAGE_NAMES[each],
              same: inHundred(sameToken),
              kl: klOf(meanKl, language),
            })}
          </Text>
        );
      })}
      {letters && (
        <Text size="sm">
          {t('models.screen.fidelity.letters', { questions: letters.questions, same: letters.same })}
        </Text>
      )}
    </>
  );
}
