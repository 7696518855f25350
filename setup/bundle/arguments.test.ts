import { expect, it } from 'vitest';
import { paths } from '../run/paths.ts';
import { parseWanted } from './arguments.ts';

it('reads ids after their option, several, repeated or with commas, each once', () => {
  const wanted = parseWanted(['--model', 'a', 'b', '--datasets', 'x,y', '--model=c', 'a', '--kiosk', '--for', 'gpu']);
  expect(wanted.models).toEqual(['a', 'b', 'c']);
  expect(wanted.datasets).toEqual(['x', 'y']);
  expect(wanted).toMatchObject({ policy: 'kiosk', for: 'gpu', splitBytes: null, language: null });
});

it('makes an online bundle for all devices in the usual place where nothing else is said', () => {
  expect(parseWanted(['--model', 'a'])).toMatchObject({
    policy: 'online',
    for: 'all',
    out: paths.bundle,
    datasets: [],
  });
});

it.each([
  ['4GiB', 4_294_967_296],
  ['650MB', 650_000_000],
  ['1.5gib', 1_610_612_736],
  ['4096', 4096],
])('reads the size %s', (text, bytes) => {
  expect(parseWanted(['--model', 'a', '--split', text]).splitBytes).toBe(bytes);
});

it.each([
  [[], 'A bundle needs a model.'],
  [['--datasets', 'x'], 'A bundle needs a model.'],
  [['--model', ','], 'A bundle needs a model.'],
  [['stray', '--model', 'a'], '"stray" follows no option.'],
  [['--model', 'a', '--kiosk', 'b'], '"b" follows no option.'],
  [['--modle', 'a'], '--modle'],
  [['--model'], '--model'],
  [['--model', 'a', '--for', 'cpu'], '--for is "cpu".'],
  [['--model', 'a', '--split', 'big'], '--split is "big".'],
  [['--model', 'a', '--split', '0GB'], '--split is "0GB".'],
  [['--model', 'a', '--kiosk', '--language', 'fr'], '--language is "fr".'],
  [['--model', 'a', '--language', 'ja'], '--language is for a kiosk'],
])('refuses %j', (args, message) => {
  expect(() => parseWanted(args)).toThrow(message);
});
