import { expect, it } from 'vitest';
import { addCounts, closingLine, heldAgainstStatus, readPlaywright, readPytest, readVitest } from './reports.ts';

it("reads Vitest's report", () => {
  const report = { numTotalTests: 6, numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, success: false };
  expect(readVitest(JSON.stringify(report))).toEqual({ passed: 3, failed: 1, skipped: 2 });
});

it("reads Playwright's report, where a flaky test is a failed one", () => {
  const stats = { expected: 5, unexpected: 1, flaky: 2, skipped: 3, duration: 1 };
  expect(readPlaywright(JSON.stringify({ stats }))).toEqual({ passed: 5, failed: 3, skipped: 3 });
});

it("reads pytest's report, with errors among the failures", () => {
  const text =
    '<?xml version="1.0"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="0.1">' +
    '<testcase classname="t" name="tests" time="0.0"><failure message="tests=&quot;99&quot;">x</failure></testcase></testsuite></testsuites>';
  expect(readPytest(text)).toEqual({ passed: 4, failed: 3, skipped: 3 });
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
