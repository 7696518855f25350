import { test as base, expect, type Page } from '../browser.ts';
import { PATIENCE_MS, Person } from './person.ts';
import { everyPlan, idOf, parsePoint, sample } from './points.ts';
import type { Scenario } from './scenario.ts';
import { type FaultSite, serveBuiltPage } from './site.ts';
import { type Tried, tryPoint } from './try-point.ts';
import { buildWrapper, type WrapperScripts } from './wrapper/build.ts';
import type { CallCounts } from './wrapper/protocol.ts';
import type { Plan } from './wrapper/ways.ts';

/** HAKUI_FAULTS_ONLY: one point. HAKUI_FAULTS_SCENARIOS: those alone, by their names. HAKUI_FAULTS_MOST: at most so many of each scenario. HAKUI_FAULTS_SEED: which, and in which order. */
const {
  HAKUI_FAULTS_ONLY: only,
  HAKUI_FAULTS_SCENARIOS: scenarios,
  HAKUI_FAULTS_MOST: most = 'Infinity',
  HAKUI_FAULTS_SEED: seed = '1',
} = process.env;

interface Fixtures {
  site: { serve(serviceWorkerWrapper: string): Promise<FaultSite> };
  address: string;
}

export const test = base.extend<Fixtures, { wrapper: WrapperScripts }>({
  wrapper: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      await use(await buildWrapper());
    },
    { scope: 'worker' },
  ],
  site: [{ serve: serveBuiltPage }, { option: true }],
  address: async ({ site, wrapper }, use) => {
    const { url, remove } = await site.serve(wrapper['service-worker']);
    await use(url);
    await remove();
  },
  contextOptions: { locale: 'en-US', viewport: { width: 1280, height: 800 } },
  page: async ({ context, address, wrapper }, use) => {
    const content = `globalThis.faultScripts = ${JSON.stringify({ worker: wrapper.worker })};\n${wrapper.page}`;
    await context.addInitScript({ content });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(address);
    await use(page);
  },
});

/** Of a slow scenario a part of what is drawn of others. */
const SLOW_SHARE = 10;
/** Points drawn for each that is to be tried. */
const DRAWN_FOR_EACH = 3;
/** After so many points the page is loaded anew, so that what acts leave behind does not make the next ones slow. */
const FRESH_AFTER = 40;
/** A page that is silent for so long will not answer any more. */
const DEAD_MS = 180_000;

/** Makes a test of a scenario: each call of its act fails once, in each of its ways. */
export function tryAll(scenario: Scenario): void {
  const wanted = only ? parsePoint(only) : null;
  if (wanted !== null && wanted.scenario !== scenario.name) return;
  if (scenarios && !scenarios.split(',').includes(scenario.name)) return;
  test.describe(() => {
    const { serve } = scenario;
    if (serve) test.use({ site: { serve } });
    tryEachPoint(scenario, wanted?.plan ?? null);
  });
}

function tryEachPoint(scenario: Scenario, wanted: Plan | null): void {
  test(scenario.name, async ({ page, address }) => {
    await scenario.begin(page);
    const all = everyPlan(await countCalls(page, scenario));
    const enough = Math.ceil(Number(most) / (scenario.slow ? SLOW_SHARE : 1));
    // Of some the call does not come again: others are tried in their place.
    const plans = wanted ? [wanted] : sample(all, DRAWN_FOR_EACH * enough, Number(seed));
    const failures: string[] = [];
    let tried = 0;
    for (const [index, plan] of plans.entries()) {
      if (tried === enough) break;
      if (index % FRESH_AFTER === FRESH_AFTER - 1) {
        await page.reload();
        await scenario.back?.(page);
      }
      const id = idOf(scenario.name, plan);
      const tryIt = () => within(DEAD_MS, id, tryPoint(page, scenario, plan));
      const beginAnew = async () => {
        await forgetAll(page, address);
        await scenario.begin(page);
      };
      const result = await tryIt();
      if (result.fired) tried += 1;
      if (result.wrong.length === 0) continue;
      console.log(describe(id, result));
      await beginAnew();
      // Which call is the nth depends a little on time: what failed has to fail again, where the call comes again.
      const again = await tryIt();
      if (again.fired && again.wrong.length === 0) {
        console.log(`  seen once, and not when it was tried again: ${id}`);
        continue;
      }
      failures.push(describe(id, again.fired ? again : result));
      await beginAnew();
    }
    console.log(`${scenario.name}: ${tried} points tried of ${all.length}, ${failures.length} failed`);
    test.info().annotations.push({ type: 'points', description: String(tried) });
    test.info().annotations.push({ type: 'points failed', description: String(failures.length) });
    expect(failures.length, `failed:\n${failures.join('\n\n')}`).toBe(0);
  });
}

/** Does the act twice without a fault: at the first time what it needs is loaded that then is there. */
async function countCalls(page: Page, scenario: Scenario): Promise<CallCounts> {
  await scenario.act(Person.whoGoesOn(page));
  await scenario.back?.(page);
  await page.evaluate(() => faults.arm(null));
  await scenario.act(Person.whoGoesOn(page));
  const { counts } = await page.evaluate(() => faults.state());
  await scenario.back?.(page);
  return counts;
}

async function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: the page does not answer any more`)), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** As on the first day, so that what one point spoils does not fail the next. */
async function forgetAll(page: Page, address: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await page.goto('about:blank');
  await devtools.send('Storage.clearDataForOrigin', { origin: new URL(address).origin, storageTypes: 'all' });
  await devtools.detach();
  await page.goto(address);
}

function describe(id: string, { fired, told, wrong, screen }: Tried): string {
  return [
    `✗ ${id}${fired ? ` (${fired.about})` : ' (the call did not come)'}`,
    ...wrong.map((each) => `  ${each.slice(0, 600)}`),
    ...(told === null ? [] : [`  told: ${told}`]),
    `  on the screen: ${screen.replace(/\s+/g, ' ').slice(0, 500)}`,
    ...(fired
      ? [
          `  called at:${fired.stack
            .split('\n')
            .slice(3, 9)
            .map((line) => `\n    ${line.trim()}`)
            .join('')}`,
        ]
      : []),
  ].join('\n');
}
