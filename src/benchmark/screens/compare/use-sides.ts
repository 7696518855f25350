import { useTranslation } from 'react-i18next';
import type { Contender } from './contender';

/** What the four ways are called: by language where one data set was asked in both, else by the runs' letters. */
export function useSides({ run: a, letter: first }: Contender, { run: b, letter: second }: Contender) {
  const { t } = useTranslation();
  const bilingual = a.plan.dataset.id === b.plan.dataset.id && a.plan.language !== b.plan.language;
  const only = (language: Contender['run']['plan']['language'], letter: string) =>
    bilingual ? t(`results.pair.onlyIn.${language}`) : t('results.pair.only', { letter });
  return {
    both: t('results.pair.both'),
    onlyFirst: only(a.plan.language, first),
    onlySecond: only(b.plan.language, second),
    neither: t('results.pair.neither'),
  };
}
