import { describe, expect, it } from 'vitest';
import type { ChildTrainer } from '../../../src/engine/estimate/childTrainer';
import type { TrainEstimatorConfig } from '../../../src/engine/estimate/config';
import { makeTrainEstimator } from '../../../src/engine/estimate/train';
import { countGraph } from '../../../src/engine/graph/count';
import type { RunEvent } from '../../../src/engine/run/events';
import type { Checkpoint } from '../../../src/engine/run/types';
import { aSmall, enumerate, profileById } from '../../../src/engine/space';
import { facts, small, table } from '../../support/runCases';
import { openRun } from '../../support/tableRun';

const never = new AbortController().signal;
const TRAINING: TrainEstimatorConfig = {
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
};

/** A trainer whose accuracies are the graph's own parameter count, made small. */
function estimator() {
  const trained: string[] = [];
  const trainer: ChildTrainer = {
    size: 3,
    info: { label: 'counting' },
    train: async ({ graph }) => {
      const { params } = countGraph(graph);
      trained.push(graph.layers.map(({ id }) => id).join());
      await new Promise((resolve) => setImmediate(resolve));
      const validAccuracy = (params.total % 997) / 1000;
      return {
        epochs: [{ epoch: 1, trainLoss: 1, trainAccuracy: 0.5, validLoss: 1, validAccuracy, trainMs: 1 }],
        validAccuracy,
        testAccuracy: 0.5,
        trainMs: 1,
        imagesPerSecond: 1,
        latencyMs: null,
        backend: 'counting',
      };
    },
    dispose: async () => undefined,
  };
  const made = makeTrainEstimator({
    config: TRAINING,
    space: aSmall,
    profile: profileById('teach'),
    input: [28, 28, 1],
    classes: 10,
    dataIdentity: 'none',
    trainer,
    latency: false,
  });
  return { made, trained };
}

const config = small(6, { strategy: { id: 'random', childrenPerEpisode: 20 }, estimator: TRAINING, reward: { id: 'val' } });

describe('genotypes that build the same network', () => {
  it('have one key in A_small exactly where an identity changes places with another op: 57 networks of 64', () => {
    const { made } = estimator();
    const budget = { epochs: 1, trainImages: 100, seed: 1 };
    const key = (text: string): string => made.key(aSmall.parse(text), budget);
    expect(key('identity,conv3')).toBe(key('conv3,identity'));
    expect(key('identity,conv3')).not.toBe(key('conv3,conv3'));
    expect(key('max,avg')).not.toBe(key('avg,max'));
    expect(new Set([...enumerate(aSmall)].map((genotype) => made.key(genotype, budget))).size).toBe(57);
  });

  it('are trained once in a run, which says so once for each, with their own names on what both have', async () => {
    const events: RunEvent[] = [];
    const { made, trained } = estimator();
    await (await openRun(config, table, events, { estimator: made })).advance(never);
    const children = events.filter((event) => event.type === 'child');
    const archs = new Set(children.map(({ arch }) => arch));
    const twins = children.filter(({ sameAs }) => sameAs !== undefined);
    expect(twins.length).toBeGreaterThan(3);
    expect(new Set(twins.map(({ arch }) => arch)).size).toBe(archs.size - trained.length);
    for (const { arch, sameAs, measurement, cached, reward } of twins) {
      expect(sameAs?.split(',').sort()).toEqual(arch.split(',').sort());
      expect(sameAs).not.toBe(arch);
      expect(measurement.arch).toBe(arch);
      expect(cached).toBe(true);
      expect(children.find((child) => child.arch === sameAs)?.reward).toBe(reward);
    }
    const logs = events.filter((event) => event.type === 'log').map(({ message }) => message);
    expect(logs).toHaveLength(new Set(twins.map(({ arch }) => arch)).size);
    expect(logs[0]).toBe(
      `${twins[0]?.arch} is the same network as ${twins[0]?.sameAs}: it is trained once, and both have its measurement.`,
    );
  });

  it('are the same twins after a resume', async () => {
    const whole: RunEvent[] = [];
    await (await openRun(config, table, whole, { estimator: estimator().made })).advance(never);
    const cut: RunEvent[] = [];
    let checkpoint: Checkpoint | undefined;
    const stop = new AbortController();
    const first = await openRun(config, table, cut, {
      estimator: estimator().made,
      save: (take) => {
        checkpoint = take();
        if (checkpoint.episode === 3) stop.abort();
        return undefined;
      },
    });
    await first.advance(stop.signal).catch(() => undefined);
    const rest: RunEvent[] = [];
    await (await openRun(config, table, rest, { estimator: estimator().made }, checkpoint)).advance(never);
    expect([...facts(cut), ...facts(rest)]).toEqual(facts(whole));
  });
});
