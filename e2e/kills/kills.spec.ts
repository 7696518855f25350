import { rm } from 'node:fs/promises';
import { test } from 'playwright/test';
import { type Random, seeded } from '../../src/benchmark/random.ts';
import { expect, modelReady } from '../app/app.ts';
import { killBrowser, searchProfile } from '../profile-search.ts';
import { type Act, expectEarlierKept } from './act.ts';
import { chat } from './chat.ts';
import { importOf, SMOLLM2, TINY } from './import.ts';
import { type Prepared, prepare } from './prepare.ts';
import { run } from './run.ts';
import { vault } from './vault.ts';
import { visit } from './visit.ts';

/*
 * The whole browser killed at random moments, as a power cut would. HAKUI_KILLS: how often in all; HAKUI_SEED: other moments.
 */

const KILLS = Number(process.env.HAKUI_KILLS ?? 8);
const SEED = Number(process.env.HAKUI_SEED ?? 20261130);

/** So long after the page is asked for it may be killed while it starts and puts right what an earlier kill left. */
const START_MS = 2_000;

interface Kind {
  name: string;
  /** The act of the kill with this number. */
  act(prepared: Prepared, random: Random, number: number): Act;
  /** Whether all is sealed after the check. */
  sealed: boolean;
}

const KINDS: readonly Kind[] = [
  { name: 'a chat', act: (_, random) => chat(random), sealed: false },
  { name: 'a run', act: run, sealed: false },
  { name: 'an import', act: (_, __, number) => importOf(number % 5 === 4 ? SMOLLM2 : TINY), sealed: false },
  { name: 'a vault being made', act: vault, sealed: true },
];

let prepared: Prepared;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  prepared = await prepare();
});
test.afterAll(() => prepared.remove());

for (const kind of KINDS) {
  test(`nothing that was shown is lost where the browser is killed in the middle of ${kind.name}`, async () => {
    const kills = Math.ceil(KILLS / KINDS.length);
    test.setTimeout(120_000 + kills * 60_000);
    const lost: string[] = [];
    // How long each act takes, from the first of its name on: that one is killed at its end.
    const spans = new Map<string, number>();
    let done = 0;
    for (let number = 0; done < kills; number++) {
      const random = seeded(SEED, `${kind.name} ${number}`);
      const act = kind.act(prepared, random, number);
      const span = spans.get(act.name);
      const after = span === undefined ? null : (random.below(1_000) / 1_000) * span;
      const again = after === null ? [] : startsToKill(random);
      const moments = [after?.toFixed(0) ?? 'its end', ...again.map((at) => `${at} after the next start`)];
      const what = `${act.name}, number ${number} of seed ${SEED}, killed after ms: ${moments.join(', ')}`;
      try {
        const took = await killAndLook(act, { after, again, sealed: kind.sealed });
        if (took !== null) spans.set(act.name, took);
      } catch (error) {
        console.log(`  ${what}\n${error}`);
        lost.push(`${what}\n${error}`);
      }
      done += 1 + again.length;
    }
    console.log(`  ${kind.name}: ${done} kills, ${lost.length} with something lost`);
    expect(lost).toEqual([]);
  });
}

/** At which moments of the starts after it the browser is killed again. */
function startsToKill(random: Random): number[] {
  const starts = [];
  while (starts.length < 2 && random.below(3) === 0) starts.push(random.below(START_MS));
  return starts;
}

interface Moments {
  /** Milliseconds from the beginning of the act; null: at its end. */
  after: number | null;
  /** Milliseconds from the beginning of each start after that. */
  again: readonly number[];
  /** Whether nothing may lie on the disk in the clear after all. */
  sealed: boolean;
}

/** Kills the browser at these moments, and looks at what is there. Resolves to how long the act took, null where it had not ended. */
async function killAndLook(act: Act, { after, again, sealed }: Moments): Promise<number | null> {
  const profile = await prepared.copy();
  const open = () => visit(profile, prepared.address);
  try {
    const first = await open();
    await modelReady(first.page);
    const began = performance.now();
    const ended = act.perform(first.page).then(() => performance.now() - began);
    const took = await Promise.race([ended, ...(after === null ? [] : [wait(after).then(() => null)])]);
    ended.catch(() => undefined);
    await first.kill();
    const visits = [first];
    for (const at of again) {
      const start = await open();
      await wait(at);
      await start.kill();
      visits.push(start);
    }
    const last = await open();
    visits.push(last);
    try {
      const shown = visits.map(({ seen }) => seen);
      await act.check(last.page, shown);
      await expectEarlierKept(last.page, prepared);
    } catch (error) {
      await last.page.screenshot({ path: test.info().outputPath(`lost-${began}.png`) });
      throw error;
    }
    await last.close();
    expect(
      visits.flatMap(({ complaints }) => complaints),
      'on the console',
    ).toEqual([]);
    if (sealed) expect(searchProfile(profile, prepared.phrases), 'in the clear').toEqual([]);
    return took;
  } finally {
    await killBrowser(profile);
    await rm(profile, { recursive: true, force: true });
  }
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
