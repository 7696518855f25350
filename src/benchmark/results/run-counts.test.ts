import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NO_SCORES } from '../runner/score-answer';
import { planOf } from '../testing/plans';
import { answersAt, countAnswer, noAnswers } from './run-counts';

const outcomes = fc.array(fc.constantFrom<0 | 1 | null>(0, 1, null), { minLength: 1, maxLength: 300 });

it('the trend is what the counts were at even steps, and ends with the run', () => {
  fc.assert(
    fc.property(outcomes, (scores) => {
      const run = { total: scores.length, plan: planOf() };
      const counts = noAnswers();
      const correct: number[] = [];
      for (const official of scores) {
        countAnswer(counts, run, { failure: null, scores: { ...NO_SCORES, official } });
        correct.push(counts.correct);
      }
      const places = counts.trend.map((_, point) => answersAt(point, run.total));
      expect(counts.trend).toEqual(places.map((answers) => correct[answers - 1]));
      expect(places.length).toBe(Math.min(40, scores.length));
      expect(places.at(-1)).toBe(scores.length);
      const steps = places.map((answers, point) => answers - (places[point - 1] ?? 0));
      expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
    }),
  );
});
