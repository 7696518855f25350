/** How many tests of a run passed, failed, and were left out. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export const none: Counts = { passed: 0, failed: 0, skipped: 0 };

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** A runner may fail without a failed test (a file that can't be read, no test found): that counts as one failure. */
export function heldAgainstStatus(counts: Counts, status: number | null): Counts {
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** What a runner reported. */
export interface Report {
  counts: Counts;
  /** The tests that were left out, by name, with the reason where the runner knows it. */
  leftOut: string[];
}

/** Vitest's JSON report. It has no place for a reason. */
export function readVitest(text: string): Report {
  const report = JSON.parse(text) as Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests', number> & {
    testResults: { assertionResults: { fullName: string; status: string }[] }[];
  };
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    counts: { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests },
    leftOut: tests.filter(({ status }) => status === 'skipped' || status === 'pending').map(({ fullName }) => fullName),
  };
}

interface PlaywrightSuite {
  title: string;
  suites?: PlaywrightSuite[];
  specs?: { title: string; tests: { status: string; annotations: { type: string; description?: string }[] }[] }[];
}

/** Playwright's JSON report; a test that passed only when tried again counts as failed. */
export function readPlaywright(text: string): Report {
  const { stats, suites } = JSON.parse(text) as {
    stats: Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>;
    suites: PlaywrightSuite[];
  };
  return {
    counts: { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped },
    leftOut: suites.flatMap((suite) => skippedIn(suite)),
  };
}

/** The fault bench's report in Playwright's format (docs/faults.md): each point that was tried counts as a test. */
export function readFaultBench(text: string): Report {
  const { counts, leftOut } = readPlaywright(text);
  const points = (type: string) =>
    annotationsIn((JSON.parse(text) as { suites: PlaywrightSuite[] }).suites)
      .filter((annotation) => annotation.type === type)
      .reduce((sum, { description }) => sum + Number(description), 0);
  const failed = points('points failed');
  // A test that fails without a point of its own could not go on.
  return { counts: { ...counts, passed: points('points') - failed, failed: Math.max(failed, counts.failed) }, leftOut };
}

function annotationsIn(suites: readonly PlaywrightSuite[]): { type: string; description?: string }[] {
  return suites.flatMap(({ suites: inner = [], specs = [] }) => [
    ...specs.flatMap((spec) => spec.tests.flatMap(({ annotations }) => annotations)),
    ...annotationsIn(inner),
  ]);
}

function skippedIn({ title, suites = [], specs = [] }: PlaywrightSuite): string[] {
  const own = specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === 'skipped')
      .map(({ annotations }) => {
        const why = annotations.find(({ type }) => type === 'skip')?.description;
        return `${title} ${spec.title}${why ? `: ${why}` : ''}`;
      }),
  );
  return [...own, ...suites.flatMap(skippedIn)];
}

/** pytest's JUnit report: the counts stand as attributes of each suite. */
export function readPytest(text: string): Report {
  const suites = [...text.matchAll(/<testsuite\s[^>]*>/g)].map(([tag]) => {
    const count = (name: string) => Number(new RegExp(`\\s${name}="(\\d+)"`).exec(tag)?.[1] ?? 0);
    const failed = count('failures') + count('errors');
    return { passed: count('tests') - failed - count('skipped'), failed, skipped: count('skipped') };
  });
  const skipped = text.matchAll(/<testcase [^>]*\bname="([^"]*)"[^>]*><skipped [^>]*\bmessage="([^"]*)"/g);
  return {
    counts: suites.reduce(addCounts, none),
    leftOut: [...skipped].map(([, name, why]) => `${name}: ${why}`),
  };
}

/** The line that closes a run. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
