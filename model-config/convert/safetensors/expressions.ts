import { parse } from 'oniguruma-parser/parser';

/**
 * What is wrong with the first regular expression (`{"Regex": …}`) in a part of a tokenizer.json; null where all can be read. The
 * library reads them with Oniguruma, and aborts at one that that refuses. What only Oniguruma's own tables tell is refused too:
 * unknown properties, and calls of groups, which no tokenizer needs.
 */
export function badExpression(part: unknown): string | null {
  if (typeof part !== 'object' || part === null) return null;
  for (const [key, value] of Object.entries(part)) {
    const problem = key === 'Regex' && typeof value === 'string' ? problemOf(value) : badExpression(value);
    if (problem !== null) return problem;
  }
  return null;
}

function problemOf(expression: string): string | null {
  const said = (problem: string) => `the regular expression ${JSON.stringify(expression.slice(0, 80))}: ${problem}`;
  try {
    const unknown = firstUnknown(parse(expression, { normalizeUnknownPropertyNames: false }));
    return unknown === null ? null : said(`${unknown} is not supported`);
  } catch (error) {
    return said((error as Error).message);
  }
}

function firstUnknown(node: unknown): string | null {
  if (typeof node !== 'object' || node === null) return null;
  const { type, kind, value } = node as { type?: string; kind?: string; value?: unknown };
  if (type === 'Subroutine') return 'a call of a group';
  if (kind === 'property' && typeof value === 'string' && !isProperty(value)) return `the property ${value}`;
  for (const [key, inside] of Object.entries(node)) {
    const found = key === 'parent' ? null : firstUnknown(inside);
    if (found !== null) return found;
  }
  return null;
}

/** A property or a script by a name that Unicode has. */
const isProperty = (name: string) => isSet(name) || isSet(`Script=${name}`);

function isSet(name: string): boolean {
  try {
    return new RegExp(`\\p{${name}}`, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
