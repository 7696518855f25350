import type { Interval } from '../../statistics/interval';
import classes from './chart.module.css';

/** Height of a row's drawing. */
export const ROW_HEIGHT = 22;
const MIDDLE = ROW_HEIGHT / 2;

const percent = (fraction: number) => `${fraction * 100}%`;

/** Where values lie along the axis, 0 to 1. */
export type Scale = (value: number) => number;

/** Light lines at the ticks, and a stronger one at zero. */
export function GridLines({ ticks, scale }: { ticks: readonly number[]; scale: Scale }) {
  return ticks.map((tick) => (
    <line
      key={tick}
      className={tick === 0 ? classes.zero : classes.grid}
      x1={percent(scale(tick))}
      x2={percent(scale(tick))}
      y1={0}
      y2={ROW_HEIGHT}
    />
  ));
}

/** The figure, and how far its interval reaches. */
export function DotAndWhisker({ value, interval, scale }: { value: number; interval: Interval; scale: Scale }) {
  const [low, high] = [percent(scale(interval.low)), percent(scale(interval.high))];
  return (
    <>
      <line className={classes.whisker} x1={low} x2={high} y1={MIDDLE} y2={MIDDLE} />
      <line className={classes.whisker} x1={low} x2={low} y1={MIDDLE - 4} y2={MIDDLE + 4} />
      <line className={classes.whisker} x1={high} x2={high} y1={MIDDLE - 4} y2={MIDDLE + 4} />
      <circle className={classes.dot} cx={percent(scale(value))} cy={MIDDLE} r={5} />
    </>
  );
}

/** A diamond: what people reached. */
export function HumanMark({ at }: { at: number }) {
  return (
    <svg x={percent(at)} y={MIDDLE} overflow="visible" aria-hidden="true">
      <path className={classes.human} d="M0 -5.5 5.5 0 0 5.5 -5.5 0Z" />
    </svg>
  );
}

/** A square: what others published. */
export function PublishedMark({ at }: { at: number }) {
  return (
    <svg x={percent(at)} y={MIDDLE} overflow="visible" aria-hidden="true">
      <path className={classes.published} d="M-4.5 -4.5H4.5V4.5H-4.5Z" />
    </svg>
  );
}
