import type { ReactNode } from 'react';
import type { Interval } from '../../statistics/interval';
import classes from './chart.module.css';
import { useFigures } from './figures';
import { DotAndWhisker, GridLines, HumanMark, PublishedMark, ROW_HEIGHT } from './marks';

export interface IntervalRow {
  key: string;
  label: string;
  /** A share, 0 to 1; null of nothing. */
  share: number | null;
  /** Null of a figure that others published without one. */
  interval: Interval | null;
  /** How many items, or who says so: small, beside the figure. */
  side: string;
  human?: number | null;
  strong?: boolean;
}

const TICKS = [0, 0.25, 0.5, 0.75, 1];
const scale = (share: number) => share;

/** Shares with their intervals from 0 to 100%, a row each: name, dot and whisker, figure. */
export function IntervalRows({ rows }: { rows: readonly IntervalRow[] }) {
  const { percent, tick: tickText } = useFigures();
  return (
    <>
      {rows.map(({ key, label, share, interval, side, human, strong }) => (
        <div key={key} className={classes.row}>
          <div className={classes.label} data-strong={strong || undefined}>
            {label}
          </div>
          <svg className={classes.plot} height={ROW_HEIGHT} aria-hidden="true">
            <GridLines ticks={TICKS} scale={scale} />
            {share !== null && interval && <DotAndWhisker value={share} interval={interval} scale={scale} />}
            {share !== null && !interval && <PublishedMark at={share} />}
            {human !== null && human !== undefined && <HumanMark at={human} />}
          </svg>
          <div className={classes.value}>
            {share !== null && percent(share)} <span className={classes.side}>{side}</span>
          </div>
        </div>
      ))}
      <AxisRow>
        {[0, 0.5, 1].map((tick) => (
          <span key={tick} style={{ insetInlineStart: `${tick * 100}%` }}>
            {tickText(tick)}
          </span>
        ))}
      </AxisRow>
    </>
  );
}

/** The figures under a drawing. */
export function AxisRow({ children }: { children: ReactNode }) {
  return (
    <div className={classes.row}>
      <div className={classes.label} />
      <div className={classes.axis}>{children}</div>
      <div className={classes.value} />
    </div>
  );
}
