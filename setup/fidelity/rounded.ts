import type { Parameter } from '../../model-config/convert/parameters.ts';
import type { WeightSource } from '../../model-config/convert/weight-source.ts';
import { GROUP, type Layout, type Rule, ZERO } from '../../model-config/quantise/rule.ts';

/** The rows of a matrix come as a rule would have them answer; vectors come as they are. */
export function roundedBy(
  rule: Rule,
  layout: Layout,
  weights: WeightSource,
  parameters: readonly Parameter[],
): WeightSource {
  const places = new Map<string, { parameter: string; first: number }>();
  for (const { name, parts, quantised } of parameters) {
    let first = 0;
    for (const part of quantised ? parts : []) {
      places.set(part.name, { parameter: name, first });
      first += part.size;
    }
  }
  return {
    shape: (name) => weights.shape(name),
    place: (name, row) => weights.place(name, row),
    async rows(name, from, count) {
      const values = await weights.rows(name, from, count);
      const place = places.get(name);
      if (!place) return values;
      const { codes, scales } = await rule({ values, parameter: place.parameter, from: place.first + from }, layout);
      const zero = ZERO[layout.bits];
      return Float32Array.from(codes, (code, i) => (code - zero) * scales[Math.floor(i / GROUP)]!);
    },
  };
}
