/** Sums of test results. A tally is {passed, failed, skipped}. */

export function addTally(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

export function tallyLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * The tally of vitest's JSON report. A file that could not be loaded has no tests in the report, and an error outside
 * any test shows only in the exit code: both count as failures. No report at all is one failure, and so is a report
 * without a single test.
 */
export function readVitestReport(report, exitCode) {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  const tally = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  const silent = tally.failed === 0 && (exitCode !== 0 || tally.passed + tally.skipped === 0);
  return silent ? { ...tally, failed: 1 } : tally;
}
