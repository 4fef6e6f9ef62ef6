import { describe, expect, it } from 'vitest';
import { initialChunks } from '../../../scripts/bundle-size.mjs';
import { addTally, readVitestReport, tallyLine } from '../../../scripts/tally.mjs';

const good = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{}] }],
};

describe('readVitestReport', () => {
  it('reads a run without failures', () => {
    expect(readVitestReport(good, 0)).toEqual({ passed: 5, failed: 0, skipped: 1 });
  });
  it('counts failed tests, and a file that could not be loaded', () => {
    const broken = { status: 'failed', assertionResults: [] };
    expect(readVitestReport({ ...good, numFailedTests: 2, testResults: [broken] }, 1).failed).toBe(3);
  });
  it('never calls a run good that ended badly, gave no report, or ran nothing', () => {
    expect(readVitestReport(good, 1).failed).toBe(1);
    expect(readVitestReport(null, 0).failed).toBe(1);
    expect(readVitestReport({ ...good, numPassedTests: 0, numPendingTests: 0, testResults: [] }, 0).failed).toBe(1);
  });
});

it('sums tallies and prints them in the form that is read by machines', () => {
  const sum = [
    { passed: 1, failed: 2, skipped: 3 },
    { passed: 10, failed: 20, skipped: 30 },
  ].reduce(addTally);
  expect(tallyLine(sum)).toBe('11 passed, 22 failed, 33 skipped');
});

it('counts the entry and its static imports as the shell, each once, and leaves dynamic imports out', () => {
  const manifest = {
    'index.html': { file: 'a.js', isEntry: true, imports: ['b', 'c'], dynamicImports: ['d'] },
    b: { file: 'b.js', imports: ['c', 'index.html'] },
    c: { file: 'c.js' },
    d: { file: 'd.js', imports: ['e'] },
    e: { file: 'e.js' },
  };
  expect(initialChunks(manifest).sort()).toEqual(['b', 'c', 'index.html']);
});
