import { describe, expect, it } from 'vitest';
import { type SeedRun, seedRun } from '../../../../../src/engine/analysis/sampleEfficiency';
import { foundSentence, settledSentence, summarise } from '../../../../../src/ui/features/efficiency/summary';

/** 64 cells, one of which is best. */
const REWARDS = Array.from({ length: 64 }, (_, i) => (i === 9 ? 98 : 90));

/** A run that first samples the best cell as its child number `found` and nothing else from episode `settled` of 20 children on. */
function runOf(found: number, settled: number, episodes: number): SeedRun {
  const archs = Array.from({ length: episodes * 20 }, (_, i) => (i + 1 === found || i >= (settled - 1) * 20 ? 1 : 0));
  const rewards = archs.map((arch) => (arch === 1 ? 98 : 90));
  const mean = Array.from({ length: episodes }, (_, e) => rewards.slice(e * 20, e * 20 + 20).reduce((a, b) => a + b, 0) / 20);
  return seedRun([
    {
      series: {
        mean: Float64Array.from(mean),
        children: Float64Array.from(mean, (_, e) => (e + 1) * 20),
        uniqueChildren: Float64Array.from(mean, () => 2),
      },
      trials: { names: ['other', 'best'], archs: Float64Array.from(archs), rewards: Float64Array.from(rewards) },
    },
  ]);
}

const eight = (run: (i: number) => SeedRun) =>
  summarise(
    Array.from({ length: 8 }, (_, i) => run(i)),
    REWARDS,
  );

describe('sample efficiency, said plainly', () => {
  it('a controller that needs 1,240 children loses to 64 draws', () => {
    const summary = eight(() => runOf(1240, 70, 80));
    expect(summary).toMatchObject({ cells: 64, good: 1 });
    expect(summary.random.draws).toEqual({ low: 19, median: 45, high: 89, mean: 64 });
    expect(summary.random.unique).toMatchObject({ median: 32, mean: 32.5 });
    expect(foundSentence(summary, 'controller')).toBe(
      'Random search finds it in 64 draws on average, half of the time within 45; this controller needs 1,240 children in the median. It loses.',
    );
    expect(settledSentence(summary, 'controller')).toBe(
      'Exhaustive search has tried all 64 cells after 64 children and knows the best for certain; this controller has settled on it after 1,400 children in the median. It loses.',
    );
  });

  it('one that finds it among its first 20 wins', () => {
    const summary = eight((i) => runOf(5 + i, 2, 4));
    expect(foundSentence(summary, 'controller')).toMatch(/needs 9 children in the median\. It wins\.$/);
    expect(settledSentence(summary, 'controller')).toMatch(/after 40 children in the median\. It wins\.$/);
  });

  it('one that scatters around random search is not told apart from it', () => {
    const summary = eight((i) => runOf(5 + 12 * i, 40, 30));
    expect(foundSentence(summary, 'controller')).toMatch(/From 8 seeds no difference can be told\.$/);
    expect(settledSentence(summary, 'controller')).toMatch(/settled on it in 0 of 8 seeds only\. It loses\.$/);
  });

  it('one that some seeds put behind is not said to win', () => {
    const summary = eight((i) => runOf(5, i < 5 ? 2 : 10, 12));
    expect(summary.settled.children.estimate).toBe(40);
    expect(summary.settled.children.high).toBeGreaterThan(64);
    expect(settledSentence(summary, 'controller')).toMatch(/after 40 children in the median\. Neither is ahead for certain\.$/);
  });

  it('one that never samples it loses', () => {
    expect(
      foundSentence(
        eight((i) => (i < 3 ? runOf(10, 99, 10) : runOf(10_000, 99, 10))),
        'controller',
      ),
    ).toMatch(/never sampled it in 5 of 8 seeds\. It loses\.$/);
  });

  it('has nobody lose where every cell is as good: a constant reward', () => {
    const summary = summarise(
      [runOf(3, 2, 4)],
      Array.from({ length: 64 }, () => 90),
    );
    expect(summary).toMatchObject({ good: 64, goal: 89.91 });
    expect(foundSentence(summary, 'controller')).toBe(
      'Random search finds it in 1 draw on average, half of the time within 1; this controller needs 1 child in the median. From 1 seed no difference can be told.',
    );
  });

  it('gives the same intervals again', () => {
    expect(eight((i) => runOf(5 + 12 * i, 40, 30))).toEqual(eight((i) => runOf(5 + 12 * i, 40, 30)));
  });
});
