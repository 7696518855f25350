import { expect, test } from 'vitest';
import { titleFrom } from './title';

test('the first line, trimmed, with its spaces joined', () => {
  expect(titleFrom('  低K血症の\t鑑別は？ \n詳しく')).toBe('低K血症の 鑑別は？');
});

test('a long line is cut between characters a person sees, with an ellipsis', () => {
  const family = '👨‍👩‍👧';
  const title = titleFrom(family.repeat(60));
  expect(title).toBe(`${family.repeat(47)}…`);
});
