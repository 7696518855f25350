import { expect, test } from 'vitest';
import { strftime } from './strftime.ts';

/** As Python 3.11 writes datetime(2026, 1, 5, 9, 7, 3, 42000) in the C locale. */
test('a date is written as Python writes it, in English', () => {
  const date = new Date(2026, 0, 5, 9, 7, 3, 42);
  expect(strftime(date, '%d %b %Y, %A %B %-d, %y-%m-%d')).toBe('05 Jan 2026, Monday January 5, 26-01-05');
  expect(strftime(date, '%H:%M:%S %I %p %j %a %w %u %e %f %%')).toBe('09:07:03 09 AM 005 Mon 1 1  5 042000 %');
  expect(strftime(date, '%F %T %R %D')).toBe('2026-01-05 09:07:03 09:07 01/05/26');
  expect(strftime(new Date(2024, 11, 31, 12, 0), '%j %I %p %-I')).toBe('366 12 PM 12');
  expect(strftime(date, 'no %Q directive %')).toBe('no %Q directive %');
});
