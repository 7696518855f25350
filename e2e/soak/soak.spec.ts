import { join } from 'node:path';
import { paths } from '../../setup/run/paths.ts';
import { type Random, seeded } from '../../src/benchmark/random.ts';
import { changeSettings, modelReady, passFirstRun } from '../app/app.ts';
import { addTemplateProtocol, openBenchmark } from '../app/benchmark-page.ts';
import { publishedSite } from '../app/published-site.ts';
import { makeVault } from '../app/vault-page.ts';
import { adapter, expect, type Page, test } from '../browser.ts';
import { judge } from './curves.ts';
import { FIGURES, type FigureName, type Figures, Meter } from './measure.ts';
import * as use from './use.ts';

/*
 * A long use of the page, compressed. HAKUI_SOAK: how many rounds; in each of them some 25 things are done, 11 questions among them, with which
 * a person who reads the answers is busy for some 20 minutes: 6 rounds are two hours, 24 a working day. HAKUI_SEED: in another order.
 */

const ROUNDS = Number(process.env.HAKUI_SOAK ?? 24);
const SEED = Number(process.env.HAKUI_SEED ?? 20261130);
/** So many chats are left after each round. */
const CHATS = 4;
/** So often after them the page is loaded anew as a new version, which everything in its memory begins again with. */
const UPDATES = 8;

test.use({
  // A trace copies the page's nodes within the page, which would be measured with it.
  trace: 'off',
  contextOptions: { locale: 'en-US', viewport: { width: 1280, height: 800 } },
  // Memory is measured at once, after a collection of garbage, and not at some time.
  browserArgs: ['--enable-blink-features=ForceEagerMeasureMemory'],
});

test('a long use leaves memory, nodes, buffers and storage as they were', async ({ context, profile, complaints }) => {
  test.setTimeout(60 * 60_000);
  context.setDefaultTimeout(60_000);
  const site = await publishedSite();
  const page = await context.newPage();
  const meter = await Meter.of(page, profile);
  await page.goto(site.url);
  await passFirstRun(page);
  await changeSettings(page, [[/^Longest answer/, '48']]);
  await modelReady(page);
  await makeVault(page);
  await openBenchmark(page);
  await addTemplateProtocol(page);

  const began = performance.now();
  const random = seeded(SEED);
  const curves: Figures[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await doAll(page, site.url, random);
    curves.push(await meter.figures());
    if (round % 5 === 0) console.log(`  round ${round}: ${JSON.stringify(rounded(curves.at(-1)!))}`);
  }
  const minutes = ((performance.now() - began) / 60_000).toFixed(0);
  console.log(`  ${ROUNDS} rounds in ${minutes} min, ${JSON.stringify(use.counts)}, ${adapter}`);
  const grown = table(curves);

  const versions: Figures[] = [];
  for (let version = 0; version < UPDATES; version++) {
    await site.publish(`soak-${version}`);
    await use.takeVersion(page, `soak-${version}`);
    await use.ask(page, `version ${version}`);
    await use.keepChats(page, CHATS);
    versions.push(await meter.figures());
  }
  console.log(`  ${UPDATES} new versions`);
  grown.push(...table(versions));
  await site.remove();
  expect(grown, 'what grows').toEqual([]);
  expect(complaints, 'on the console').toEqual([]);
});

/** Everything once or some times, in an order of its own. */
async function doAll(page: Page, address: string, random: Random): Promise<void> {
  const tiny = join(paths.sources, 'hakui-tiny.gguf');
  const things: (() => Promise<void>)[] = [
    ...Array.from({ length: 6 }, (_, at) => () => use.ask(page, `Tell me about the heart, ${at}.`)),
    ...Array.from({ length: 3 }, () => () => use.stopAnswer(page)),
    ...Array.from({ length: 6 }, () => () => use.switchChat(page, random)),
    () => use.rename(page, `Renamed ${random.below(1_000)}`),
    () => use.deleteAndUndo(page),
    () => use.search(page, 'heart'),
    () => use.runBenchmark(page),
    () => use.openTab(page, address),
    () => use.importUseAndRemove(page, tiny),
    () => use.lockAndUnlock(page),
    () => use.languages(page),
    () => use.themes(page),
  ];
  await use.ask(page, 'Tell me about the heart.');
  while (things.length > 0) await things.splice(random.below(things.length), 1)[0]!();
  await use.keepChats(page, CHATS);
}

/** Prints the curves as a table; resolves to what grows. */
function table(curves: readonly Figures[]): string[] {
  const grown: string[] = [];
  const at = (share: number) => curves[Math.round(share * (curves.length - 1))]!;
  const lines = (Object.keys(FIGURES) as FigureName[]).map((name) => {
    const { growth, allowed, grows, early, late } = judge({
      name,
      values: curves.map((figures) => figures[name]),
      tolerance: FIGURES[name],
    });
    if (grows) grown.push(`${name}: ${early} → ${late}`);
    const points = [0, 0.25, 0.5, 0.75, 1].map((share) => shown(at(share)[name]));
    return `| ${[name, ...points, shown(growth), shown(allowed), grows ? 'grows' : 'flat'].join(' | ')} |`;
  });
  console.log(
    [
      '| | first | ¼ | ½ | ¾ | last | slope × length | allowed | |',
      '|---|---|---|---|---|---|---|---|---|',
      ...lines,
    ].join('\n'),
  );
  return grown;
}

const shown = (value: number) => String(Math.round(value * 10) / 10);
const rounded = (figures: Figures) =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(shown(value))]));
