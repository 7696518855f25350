import { answersAt } from '../../results/run-counts';
import type { Run } from '../../types';
import classes from './chart.module.css';

const [WIDTH, HEIGHT] = [100, 24];

/** The share that was right so far, from the run's first answers to its last, over all that it will ask. Nothing where there is no line yet. */
export function Sparkline({ run: { trend, total } }: { run: Pick<Run, 'trend' | 'total'> }) {
  if (trend.length < 2) return null;
  const points = trend.map((correct, point) => {
    const answers = answersAt(point, total);
    return { at: answers / total, share: correct / answers };
  });
  const highest = Math.max(...points.map(({ share }) => share), 0.01);
  const line = points.map(({ at, share }) => `${at * WIDTH},${HEIGHT - (share / highest) * HEIGHT}`).join(' ');
  return (
    // The figure beside it says where it ends.
    <svg className={classes.sparkline} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <line className={classes.zero} x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
      <polyline points={line} />
    </svg>
  );
}
