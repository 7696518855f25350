import { expect, it } from 'vitest';
import {
  addCounts,
  closingLine,
  heldAgainstStatus,
  readFaultBench,
  readPlaywright,
  readPytest,
  readVitest,
} from './reports.ts';

it("reads Vitest's report", () => {
  const testResults = [
    { assertionResults: [{ fullName: 'a model is there', status: 'passed' }] },
    { assertionResults: [{ fullName: 'a model that is not here is read', status: 'skipped' }] },
  ];
  const report = { numTotalTests: 5, numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, testResults };
  expect(readVitest(JSON.stringify(report))).toEqual({
    counts: { passed: 3, failed: 1, skipped: 1 },
    leftOut: ['a model that is not here is read'],
  });
});

it("reads Playwright's report, where a flaky test is a failed one", () => {
  const stats = { expected: 5, unexpected: 1, flaky: 2, skipped: 3, duration: 1 };
  const spec = (title: string, status: string, description?: string) => ({
    title,
    tests: [{ status, annotations: description ? [{ type: 'skip', description }] : [] }],
  });
  const inner = { title: 'on a GPU', specs: [spec('computes', 'skipped', 'no shader-f16'), spec('loads', 'expected')] };
  const suites = [{ title: 'a.spec.ts', suites: [inner], specs: [spec('opens', 'skipped')] }];
  expect(readPlaywright(JSON.stringify({ stats, suites }))).toEqual({
    counts: { passed: 5, failed: 3, skipped: 3 },
    leftOut: ['a.spec.ts opens', 'on a GPU computes: no shader-f16'],
  });
});

it("counts the fault bench's points, and a test that came to none as a failure", () => {
  const spec = (status: string, points?: string, failed?: string) => ({
    title: 'ask',
    tests: [
      {
        status,
        annotations: points
          ? [
              { type: 'points', description: points },
              { type: 'points failed', description: failed },
            ]
          : [],
      },
    ],
  });
  const countsOf = (stats: object, specs: object[]) =>
    readFaultBench(JSON.stringify({ stats: { flaky: 0, skipped: 0, ...stats }, suites: [{ title: 'chat', specs }] }))
      .counts;
  const well = spec('expected', '40', '0');
  expect(countsOf({ expected: 1, unexpected: 1 }, [well, spec('unexpected', '30', '2')])).toMatchObject({
    passed: 68,
    failed: 2,
  });
  expect(countsOf({ expected: 1, unexpected: 1 }, [well, spec('unexpected')])).toMatchObject({ passed: 40, failed: 1 });
});

it("reads pytest's report, with errors among the failures", () => {
  const text =
    '<?xml version="1.0"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="0.1">' +
    '<testcase classname="t" name="tests" time="0.0"><failure message="tests=&quot;99&quot;">x</failure></testcase>' +
    '<testcase classname="t" name="runs" time="0.0"><skipped type="pytest.skip" message="no GPU">t.py:1</skipped></testcase>' +
    '</testsuite></testsuites>';
  expect(readPytest(text)).toEqual({ counts: { passed: 4, failed: 3, skipped: 3 }, leftOut: ['runs: no GPU'] });
});

it('counts a runner that failed without a failed test as one failure', () => {
  const counts = { passed: 3, failed: 0, skipped: 0 };
  expect(heldAgainstStatus(counts, 1).failed).toBe(1);
  expect(heldAgainstStatus(counts, null).failed).toBe(1);
  expect(heldAgainstStatus(counts, 0).failed).toBe(0);
  expect(heldAgainstStatus({ ...counts, failed: 2 }, 1).failed).toBe(2);
});

it('closes with the sum', () => {
  const sum = addCounts({ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 1, skipped: 0 });
  expect(closingLine(sum)).toBe('3 passed, 1 failed');
  expect(closingLine({ ...sum, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
});
