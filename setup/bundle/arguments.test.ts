import { expect, it } from 'vitest';
import { paths } from '../run/paths.ts';
import { parseWanted } from './arguments.ts';

it('reads ids after their option, several, repeated or with commas, each once', () => {
  const wanted = parseWanted(['--model', 'a', 'b', '--datasets', 'x,y', '--model=c', 'a', '--kiosk', '--for', 'gpu']);
  expect(wanted.models).toEqual(['a', 'b', 'c']);
  expect(wanted.datasets).toEqual(['x', 'y']);
  expect(wanted).toMatchObject({ policy: 'kiosk', for: 'gpu', splitBytes: null });
  expect(wanted.kiosk).toEqual({ history: 'none', idleSeconds: 120, countdownSeconds: 20, pin: false });
});

it('makes an online bundle for all devices in the usual place where nothing else is said', () => {
  expect(parseWanted(['--model', 'a'])).toMatchObject({
    policy: 'online',
    kiosk: null,
    for: 'all',
    out: paths.bundle,
    datasets: [],
  });
});

it('reads how a kiosk is to be', () => {
  const { kiosk } = parseWanted(
    '--model a --kiosk --language ja --history encrypted --idle 600 --countdown 5 --pin'.split(' '),
  );
  expect(kiosk).toEqual({ language: 'ja', history: 'encrypted', idleSeconds: 600, countdownSeconds: 5, pin: true });
  // The usual countdown would be longer than the whole.
  expect(parseWanted('--model a --kiosk --idle 15'.split(' ')).kiosk).toMatchObject({ countdownSeconds: 7 });
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
  [['--model', 'a', '--pin'], '--pin is for a kiosk'],
  [['--model', 'a', '--kiosk', '--idle', '14'], '--idle is "14".'],
  [['--model', 'a', '--kiosk', '--idle', '2min'], '--idle is "2min".'],
  [['--model', 'a', '--kiosk', '--countdown', '4'], '--countdown is "4".'],
  [['--model', 'a', '--kiosk', '--idle', '30', '--countdown', '30'], '--countdown is 30 s.'],
  [['--model', 'a', '--kiosk', '--history', 'all'], '--history is "all".'],
  [['--model', 'a', '--kiosk', '--pin=1234'], '--pin'],
])('refuses %j', (args, message) => {
  expect(() => parseWanted(args)).toThrow(message);
});
