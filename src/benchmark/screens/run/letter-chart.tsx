import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { letterAt } from '../../export/asked-item';
import { type Place, positions } from '../../results/position';
import type { Run, Sample } from '../../types';
import { Chart } from '../charts/chart';
import classes from '../charts/chart.module.css';
import { useFigures } from '../charts/figures';
import { AxisRow } from '../charts/interval-rows';
import { GridLines, ROW_HEIGHT } from '../charts/marks';

/** How often each place among the options was chosen, against how often it was right. */
export function LetterChart({ run, samples }: { run: Run; samples: readonly Sample[] }) {
  const { t } = useTranslation();
  const { count } = useFigures();
  const places = useMemo(() => positions(samples).map((place, at) => ({ ...place, letter: letterAt(at) })), [samples]);
  if (places.length === 0) return null;
  const most = Math.max(1, ...places.flatMap(({ chosen, right }) => [chosen, right]));
  const scale = (value: number) => value / most;
  const width = (value: number) => `${scale(value) * 100}%`;
  const numbers = ({ chosen, right }: Place) => ({ chosen: count(chosen), right: count(right) });
  return (
    <Chart
      title={t('results.letters.title')}
      summary={t('results.letters.summary', {
        figures: places
          .map((place) => t('results.letters.one', { letter: place.letter, ...numbers(place) }))
          .join(', '),
      })}
      note={t('results.letters.note')}
      columns={[
        { label: t('results.letters.letter'), value: ({ letter }) => letter },
        { label: t('results.letters.chosen'), value: ({ chosen }) => chosen, text: ({ chosen }) => count(chosen) },
        { label: t('results.letters.right'), value: ({ right }) => right, text: ({ right }) => count(right) },
      ]}
      rows={places}
      rowKey={({ letter }) => letter}
      fileName={`${run.plan.dataset.kind}-${run.plan.language}-letters`}
    >
      {places.map((place) => (
        <div key={place.letter} className={classes.row}>
          <div className={classes.label}>{place.letter}</div>
          <svg className={classes.plot} height={ROW_HEIGHT} aria-hidden="true">
            <GridLines ticks={[0]} scale={scale} />
            <rect className={classes.bar} x={0} y={3} width={width(place.chosen)} height={10} />
            <rect className={classes.outline} x={0} y={13} width={width(place.right)} height={6} />
          </svg>
          <div className={classes.value}>
            {count(place.chosen)} <span className={classes.side}>{t('results.letters.rightOf', numbers(place))}</span>
          </div>
        </div>
      ))}
      <AxisRow>
        <span style={{ insetInlineStart: 0 }}>0</span>
        <span style={{ insetInlineStart: '100%' }}>{count(most)}</span>
      </AxisRow>
    </Chart>
  );
}
