import { beforeEach, describe, expect, it } from 'vitest';
import type { Measurement } from '../../../../src/engine/core/measurement';
import type { RunEvent } from '../../../../src/engine/run/events';
import { fig5 } from '../../../../src/engine/run/presets';
import { ONE_HOT_REINFORCE, RANDOM_DEFAULTS } from '../../../../src/engine/search/metadata';
import { advantageOf, shownOf } from '../../../../src/ui/shared/useShownCell';
import { useLab } from '../../../../src/ui/store';
import type { RunMessage } from '../../../../src/worker/protocol';
import { episodeOf } from '../store/episodes';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
const lab = () => useLab.getState();
let tell: (message: RunMessage) => void = () => undefined;

const measured = (arch: string, validAccuracy: number): Measurement => ({
  arch,
  validAccuracy,
  testAccuracy: null,
  epochs: [],
  params: { total: 1, trainable: 1, cells: 0, head: 1 },
  macs: 1,
  memoryBytes: 1,
  latencyMs: null,
  trainMs: null,
  source: 'invented',
});

const ARCH = 'max,max';

/** One trial of ARCH, an episode of its own, with its reward and, where the thinned log has it, its measurement. */
const trial = (episode: number, reward: number, withChild: boolean): readonly RunEvent[] => [
  ...(withChild
    ? [
        {
          type: 'child',
          episode,
          trial: 0,
          arch: ARCH,
          reward,
          measurement: measured(ARCH, reward / 100),
          cached: false,
        } as const,
      ]
    : []),
  { type: 'episode', ...episodeOf(episode), archs: [ARCH], rewards: [reward] },
];

beforeEach(() => {
  lab().connect({
    presets: [],
    openClient: () => ({
      send: () => undefined,
      onMessage: (listener) => {
        tell = listener;
        return () => undefined;
      },
      dispose: () => undefined,
    }),
    loadTable: () => Promise.reject(new Error('no table')),
    baseUrl: 'http://localhost/',
  });
  lab().openRun(
    { ...fig5(), estimator: { id: 'synthetic', landscape: 1, noise: 0.004, epochs: 12, profile: 'teach', image: '28x28x1' } },
    { play: true },
  );
});

describe('the child on show', () => {
  it('has the reward and the measurement of one and the same trial, whatever other trials came to', async () => {
    tell({
      type: 'events',
      runId: lab().runId ?? '',
      events: [...trial(1, 91, true), ...trial(2, 93, false), ...trial(3, 92, true)],
    });
    await settled();
    const latest = shownOf(lab());
    expect([latest?.reward, latest?.measurement?.validAccuracy]).toEqual([92, 0.92]);
    expect(latest?.space).toBe('a-small');
    lab().select(ARCH);
    const selected = shownOf(lab());
    expect([selected?.reward, selected?.measurement?.validAccuracy]).toEqual([92, 0.92]);
    lab().select(null);
    lab().setCursor(2, 3);
    // The second trial's measurement was not kept: none is shown in its place.
    expect([shownOf(lab())?.reward, shownOf(lab())?.measurement]).toEqual([93, null]);
  });
});

describe('an advantage', () => {
  const around = { mean: 90, std: 2 };
  it('is taken as the controller takes it, and by controllers alone', () => {
    const of = (strategy: typeof ONE_HOT_REINFORCE) => advantageOf({ ...fig5(), strategy }, 93, 91, around);
    expect(of(ONE_HOT_REINFORCE)).toBe(2);
    expect(of({ ...ONE_HOT_REINFORCE, baseline: { ...ONE_HOT_REINFORCE.baseline, kind: 'none' } })).toBe(93);
    expect(of({ ...ONE_HOT_REINFORCE, baseline: { ...ONE_HOT_REINFORCE.baseline, kind: 'batch-normalised' } })).toBe(1.5);
    expect(advantageOf({ ...fig5(), strategy: RANDOM_DEFAULTS }, 93, 91, around)).toBeNull();
  });
});
