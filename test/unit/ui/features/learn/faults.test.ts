import { describe, expect, it } from 'vitest';
import { seedRun } from '../../../../../src/engine/analysis/sampleEfficiency';
import { controllerSettings } from '../../../../../src/engine/controller/config';
import { FAULT_IDS, FAULTS } from '../../../../../src/engine/controller/faults';
import { parseRunConfig } from '../../../../../src/engine/run/parseConfig';
import { fig5 } from '../../../../../src/engine/run/presets';
import { isController } from '../../../../../src/engine/search/isController';
import { bandOf, bandPaths } from '../../../../../src/ui/features/learn/faults/bands';
import { CHILD_FAULTS, publishedChildren } from '../../../../../src/ui/features/learn/faults/childFaults';
import {
  CANCELLING,
  cancelVerdict,
  endOf,
  FAULT_SEEDS,
  medianEnd,
  nameOf,
  withFaults,
} from '../../../../../src/ui/features/learn/faults/model';
import { opening, openingTicks } from '../../../../../src/ui/features/learn/faults/scale';

const runOf = (means: readonly number[]) =>
  seedRun([
    {
      series: {
        mean: Float64Array.from(means),
        children: Float64Array.from(means, (_, i) => i + 1),
        uniqueChildren: Float64Array.from(means, () => 1),
      },
      trials: { names: ['a'], archs: Float64Array.from(means, () => 0), rewards: Float64Array.from(means) },
    },
  ]);

describe('a run with faults', () => {
  it('is figure 5 but for its title, its length, its faults and the drawn op fed forward', () => {
    const { strategy, title, stop, ...rest } = withFaults(['first-head']);
    const { strategy: paper, title: _title, stop: paperStop, ...paperRest } = fig5();
    expect(rest).toEqual(paperRest);
    expect(strategy).toEqual({ ...paper, input: 'sample', faults: ['first-head'] });
    expect(stop).toEqual({ ...paperStop, episodes: 600 });
    expect(title).toBe('Figure 5, fault 3');
  });

  it.each([[[]], [[...FAULT_IDS]], ...FAULT_IDS.map((id) => [[id]])])('is a config that can be parsed: %j', (faults) => {
    expect(parseRunConfig(withFaults(faults))).toEqual(withFaults(faults));
  });

  it('does not depend on the order in which faults are ticked', () => {
    expect(withFaults(['cold-baseline', 'product-log-prob'])).toEqual(withFaults(['product-log-prob', 'cold-baseline']));
  });

  it('has an effect for every fault: the settings or the faults in force differ', () => {
    const corrected = withFaults([]).strategy;
    for (const id of FAULT_IDS) {
      const faulty = withFaults([id]).strategy;
      if (!isController(faulty) || !isController(corrected)) throw new Error('figure 5 is a controller');
      const { faults: _faults, ...settings } = controllerSettings(faulty);
      const { faults: _none, ...before } = controllerSettings(corrected);
      // Faults 4 and 5 are settings; the others change how samples are read or the loss is made.
      const isSetting = id === 'softmax-forward' || id === 'cold-baseline';
      expect(JSON.stringify(settings) !== JSON.stringify(before)).toBe(isSetting);
    }
  });

  it('is named by the numbers of the published list', () => {
    expect(nameOf([])).toBe('as corrected');
    expect(nameOf(['first-head'])).toBe('fault 3');
    expect(nameOf(CANCELLING)).toBe('faults 1a and 1b');
    expect(nameOf(['cold-baseline', 'missing-minus', 'time-major-view'])).toBe('faults 1b, 2 and 5');
  });

  it('covers the whole list of faults: 1a to 5 and 8 are the controller’s, 6, 7 and 9 the child’s', () => {
    const numbers = [...FAULTS, ...CHILD_FAULTS].map(({ number }) => number).filter((number) => /^\d/.test(number));
    expect(numbers.sort()).toEqual(['1a', '1b', '2', '3', '4', '5', '6', '7', '8', '9']);
    for (const { formula, broken } of [...FAULTS, ...CHILD_FAULTS]) expect(formula).not.toBe(broken);
  });

  it('uses sixteen different seeds', () => {
    expect(new Set(FAULT_SEEDS).size).toBe(16);
  });

  it('opens children as published as a run that can be parsed', () => {
    const config = publishedChildren();
    expect(parseRunConfig(config)).toEqual(config);
    expect(config.estimator).toMatchObject({ id: 'train', profile: 'as-published' });
  });
});

describe('where runs end', () => {
  it('is the mean of the last 20 episodes, and the median of that over seeds', () => {
    const ramp = Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : 10));
    expect(endOf(runOf(ramp))).toBe(10);
    expect(endOf(runOf([4, 6]))).toBe(5);
    expect(medianEnd([runOf([1]), runOf([9]), runOf([2])])).toBe(2);
    expect(medianEnd([runOf([])])).toBeNull();
    expect(medianEnd([])).toBeNull();
  });

  it('is told in words only as far as the numbers go', () => {
    const shipped = { neither: 98.06, first: 73.17, second: 67.41, both: 97.54, random: 94.62 };
    expect(cancelVerdict(shipped)).toBe('Together they cancel; either alone destroys learning.');
    expect(cancelVerdict({ ...shipped, first: 97.9 })).toBe(
      'Here 1a alone still learns, 1b alone destroys learning, and together they still learn.',
    );
    expect(cancelVerdict({ ...shipped, both: 95 })).toBe(
      'Here 1a alone destroys learning, 1b alone destroys learning, and together they do not cancel.',
    );
  });
});

describe('the small charts', () => {
  it('have the median and quartiles of stretches of episodes', () => {
    const band = bandOf([1, 2, 3, 4, 5].map((value) => runOf(Array.from({ length: 200 }, () => value))));
    expect(band?.median).toHaveLength(100);
    expect([band?.low[0], band?.median[50], band?.high[99]]).toEqual([2, 3, 4]);
    expect(bandOf([runOf([])])).toBeNull();
  });

  it('close the area between the quartiles', () => {
    const band = { low: Float64Array.of(1, 2), median: Float64Array.of(3, 4), high: Float64Array.of(5, 6) };
    const { line, area } = bandPaths(band, { x: (i) => i * 10, y: (reward) => reward });
    expect(line).toBe('M0.0 3.0L10.0 4.0');
    expect(area).toBe('M0.0 1.0L10.0 2.0L10.0 6.0L0.0 5.0Z');
  });

  it('open towards the best cell: a quarter of the way down is half of the height', () => {
    expect(opening(100, [60, 100])).toBe(1);
    expect(opening(90, [60, 100])).toBe(0.5);
    expect(opening(60, [60, 100])).toBe(0);
    expect(opening(0, [60, 100])).toBe(0);
    expect(opening(101, [60, 100])).toBe(1);
  });

  it.each([
    [67.4, 98.07],
    [-100, 97.5],
    [0.2, 0.9],
  ])('mark round rewards far enough apart, from %d to %d', (low, high) => {
    const ticks = openingTicks([low, high], 0.14);
    expect(ticks.length).toBeGreaterThan(2);
    for (const [i, tick] of ticks.entries()) {
      expect(tick).toBeGreaterThanOrEqual(low);
      expect(tick).toBeLessThanOrEqual(high);
      if (i > 0) expect(opening(tick, [low, high]) - opening(ticks[i - 1] ?? 0, [low, high])).toBeGreaterThanOrEqual(0.14);
    }
  });
});
