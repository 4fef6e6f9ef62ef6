// @ts-check
/**
 * Sums of test results.
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 *
 * Vitest's JSON report, as far as it matters here.
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { status: string, assertionResults: unknown[] }[] }} VitestReport
 */

/** @param {Tally} a @param {Tally} b @returns {Tally} */
export function addTally(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** @param {Tally} tally */
export function tallyLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * The tally of vitest's JSON report. A file that could not be loaded has no tests in the report, and an error outside
 * any test shows only in the exit code: both count as failures. No report at all is one failure, and so is a report
 * without a single test.
 * @param {VitestReport | null} report
 * @param {number} exitCode
 * @returns {Tally}
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
