import { describe, expect, it } from 'vitest';
import type { ChildMetrics, MetricsSettings } from '../../../../../src/engine/estimate/childMetrics';
import { EARLY_STOPPING_DEFAULTS, SYNTHETIC_DEFAULTS } from '../../../../../src/engine/estimate/metadata';
import { fig5 } from '../../../../../src/engine/run/presets';
import { spaceById } from '../../../../../src/engine/space/catalogue';
import { columnsOf } from '../../../../../src/ui/features/children/metrics/columns';
import { faultsOf, groupsOf, settingsFor } from '../../../../../src/ui/features/children/metrics/settings';
import { imageChoices } from '../../../../../src/ui/shared/measuring/images';
import type { KeptMetrics } from '../../../../../src/worker/metricsStore';

const space = spaceById('a-small');
const digits = imageChoices([]);
const withMnist: typeof digits = [
  digits[0],
  { id: 'mnist', title: 'MNIST', counts: { train: { count: 60_000 }, test: { count: 10_000 } } },
];

describe('how children are measured unless told otherwise', () => {
  it('is as the run trains them, in full', () => {
    const { patience: _, minDelta: __, id: ___, ...training } = { ...EARLY_STOPPING_DEFAULTS, optimiser: 'sgd' } as const;
    const config = { ...fig5(1), estimator: { ...EARLY_STOPPING_DEFAULTS, optimiser: 'sgd' } as const };
    expect(settingsFor(config, null, space, digits)).toEqual({
      seed: 1,
      training: { ...training, id: 'train' },
      trials: { images: 1000, noise: [0.1, 0.2, 0.3], fgsm: [0.02, 0.05, 0.1] },
    });
  });

  it('takes the profile of a run that trains nothing, and its table’s images where this browser has them', () => {
    const onTable = settingsFor(fig5(1), null, space, withMnist);
    expect(onTable.training).toMatchObject({ data: 'mnist', train: 12_000 });
    expect(settingsFor(fig5(1), null, space, digits).training).toMatchObject({ data: 'digits', train: 9_000, test: 2_000 });
    const invented = { ...fig5(1), estimator: { ...SYNTHETIC_DEFAULTS, profile: 'paper' } as const };
    expect(settingsFor(invented, null, space, withMnist).training).toMatchObject({
      data: 'digits',
      profile: 'paper',
      epochs: 10,
    });
  });

  it('names every value that cannot be', () => {
    const settings = settingsFor(fig5(1), null, space, digits);
    const job = {
      ...settings,
      space: { id: 'a-small' },
      archs: [],
      seed: Number.NaN,
      training: { ...settings.training, valid: 1_001 },
      trials: { images: 0, noise: [0.1, 2], fgsm: [Number.NaN] },
    };
    expect([...faultsOf(job, digits[0])].sort()).toEqual([
      ['archs', expect.any(String)],
      ['fgsm', 'A number, please.'],
      ['images', 'At least 1.'],
      ['noise', 'At most 1.'],
      ['seed', 'A number, please.'],
      ['valid', 'Procedural digits has 1,000 for this.'],
    ]);
  });
});

describe('what was measured', () => {
  const settings = settingsFor(fig5(1), null, space, digits);
  const kept = (arch: string, measuredAt: number, by: MetricsSettings = settings): KeptMetrics => {
    const metrics: ChildMetrics = {
      arch,
      params: { total: 10, trainable: 10, cells: 4, head: 6 },
      macs: 100,
      memoryBytes: 2000,
      latencyMs: 0.5,
      validAccuracy: 0.75,
      testAccuracy: 0.5,
      images: 64,
      clean: 0.5,
      noise: [{ strength: 0.1, accuracy: 0.25 }],
      fgsm: [],
    };
    return {
      key: `${arch} ${by.seed}`,
      space: 'a-small',
      settings: by,
      data: 'Digits',
      images: 'x',
      metrics,
      backend: 'wasm',
      measuredAt,
    };
  };

  it('stands together where it was measured alike, the latest first', () => {
    const groups = groupsOf([kept('a', 1), kept('b', 3, { ...settings, seed: 2 }), kept('c', 2)]);
    expect(groups.map(({ rows }) => rows.map(({ arch }) => arch))).toEqual([['b'], ['c', 'a']]);
    expect(groups[1]?.title).toBe('Digits, teach, 9,000 images × 3 epochs, seed 1 (2 children)');
  });

  it('has a column for each strength, with the command line’s numbers', () => {
    const { metrics } = kept('a', 1);
    const columns = columnsOf([metrics]);
    expect(columns.map(({ title, text }) => [title, text(metrics)])).toEqual([
      ['params', '10'],
      ['MACs', '100'],
      ['memory kB', '2.0'],
      ['ms', '0.500'],
      ['valid %', '75.00'],
      ['test %', '50.00'],
      ['noise 0.1', '25.00'],
    ]);
  });
});
