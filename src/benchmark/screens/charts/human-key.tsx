import { useTranslation } from 'react-i18next';
import classes from './chart.module.css';
import { DotAndWhisker, HumanMark } from './marks';

/** What the two marks stand for, beside the marks themselves. */
export function HumanKey() {
  const { t } = useTranslation();
  return (
    <div className={classes.key} aria-hidden="true">
      <span>
        <svg width={30} height={22} aria-hidden="true">
          <DotAndWhisker value={0.5} interval={{ low: 0.1, high: 0.9 }} scale={(value) => value} />
        </svg>
        {t('results.chart.model')}
      </span>
      <span>
        <svg width={14} height={22} aria-hidden="true">
          <HumanMark at={0.5} />
        </svg>
        {t('results.chart.human')}
      </span>
    </div>
  );
}
