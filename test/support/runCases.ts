import { LabError } from '../../src/engine/core/errors';
import { TableEstimator } from '../../src/engine/estimate/table';
import type { Estimator } from '../../src/engine/estimate/types';
import type { RunConfig } from '../../src/engine/run/config';
import type { RunEvent } from '../../src/engine/run/events';
import { fig5 } from '../../src/engine/run/presets';
import { aSmall } from '../../src/engine/space/aSmall/space';
import { syntheticTable } from './syntheticTable';

export const table = syntheticTable();

/** A small controller keeps these tests quick; what they test does not depend on its size. */
export function small(episodes: number, changes: Partial<RunConfig> = {}): RunConfig {
  const config = fig5(1);
  if (config.strategy.id !== 'ppo') throw new RangeError('fig5 is a PPO run');
  return { ...config, strategy: { ...config.strategy, hidden: 12 }, stop: { ...config.stop, episodes }, ...changes };
}

export const randomRun = (episodes: number): RunConfig => small(episodes, { strategy: { id: 'random', childrenPerEpisode: 20 } });
export const trained = (episodes: number): RunConfig =>
  small(episodes, {
    estimator: {
      id: 'train',
      data: 'digits',
      profile: 'teach',
      train: 100,
      valid: 50,
      test: 50,
      epochs: 1,
      batch: 10,
      learningRate: 0.01,
      backend: 'cpu',
    },
  });

/** Answers from the table after a number of turns of the event loop that differs from child to child. */
export class SlowEstimator implements Estimator {
  readonly id = 'slow';
  readonly classes = 10;
  readonly asked: string[] = [];
  most = 0;
  private running = 0;
  private readonly inner = new TableEstimator(table, 'mean', aSmall);
  failing = new Set<string>();

  constructor(readonly parallelism: number) {}

  key(...args: Parameters<Estimator['key']>): string {
    return `slow ${this.inner.key(...args)}`;
  }

  async estimate(...[genotype, budget, { signal }]: Parameters<Estimator['estimate']>) {
    const arch = aSmall.format(genotype);
    this.asked.push(arch);
    this.running += 1;
    this.most = Math.max(this.most, this.running);
    const [first = 0, second = 0] = genotype.choices;
    for (let turn = 0; turn < ((first * 5 + second * 3) % 7) + 1; turn += 1)
      await new Promise((resolve) => setImmediate(resolve));
    this.running -= 1;
    if (signal.aborted) throw new LabError('aborted', 'cancelled', 'start again');
    if (this.failing.has(arch)) throw new LabError('train', `${arch} fell over`, 'try again');
    return this.inner.estimate(genotype, budget);
  }

  async dispose(): Promise<void> {}
}

/** What must not differ between two equal runs. */
export const facts = (events: readonly RunEvent[]): readonly RunEvent[] =>
  events.filter(({ type }) => type !== 'started').map((event) => (event.type === 'done' ? { ...event, wallMs: 0 } : event));
