import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../src/engine/core/measurement';
import type { RunEvent } from '../../../src/engine/run/events';
import type { ProposalOrigin } from '../../../src/engine/search/origin';
import { thinEvents } from '../../../src/worker/thinEvents';

const measurement = (arch: string): Measurement => ({
  arch,
  validAccuracy: 0.9,
  testAccuracy: null,
  epochs: [],
  params: { total: 1, trainable: 1, cells: 0, head: 1 },
  macs: 1,
  memoryBytes: 4,
  latencyMs: null,
  trainMs: null,
  source: 'test',
});

const child = (episode: number, trial: number, arch: string): RunEvent => ({
  type: 'child',
  episode,
  trial,
  arch,
  reward: 90,
  measurement: measurement(arch),
  cached: false,
});

const update = (episode: number): RunEvent => ({
  type: 'update',
  episode,
  step: 0,
  loss: 0,
  policyLoss: 0,
  entropy: 1,
  kl: 0,
  clipFraction: 0,
});

describe('thinEvents', () => {
  it('keeps the first child of each arch and every child of the latest episode', () => {
    const seen = new Set<string>();
    const kept = thinEvents([child(1, 0, 'a'), child(1, 1, 'a'), child(1, 2, 'b'), child(2, 3, 'a'), child(2, 4, 'b')], seen);
    expect(kept.map((event) => (event.type === 'child' ? event.trial : -1))).toEqual([0, 2, 3, 4]);
    expect([...seen]).toEqual(['a', 'b']);
  });

  it('does not pass on a measurement that went out in an earlier batch', () => {
    const seen = new Set(['a']);
    const kept = thinEvents([child(1, 0, 'a'), child(1, 1, 'b'), child(2, 2, 'c')], seen);
    expect(kept.map((event) => (event.type === 'child' ? event.arch : ''))).toEqual(['b', 'c']);
  });

  it('keeps updates of the latest episode only, and every log line', () => {
    const log: RunEvent = { type: 'log', level: 'info', message: 'kept' };
    const kept = thinEvents([update(1), log, update(2), update(2)], new Set());
    expect(kept).toEqual([log, update(2), update(2)]);
  });

  it('keeps earlier proposals that tell of parents, up to 1,000 trials, and no others', () => {
    const proposed = (episode: number, trials: number, origin: ProposalOrigin): RunEvent => ({
      type: 'proposed',
      episode,
      trials: Array.from({ length: trials }, (_, trial) => ({ trial, arch: 'a', origin })),
    });
    const random: ProposalOrigin = { kind: 'random' };
    const mutation: ProposalOrigin = { kind: 'mutation', parent: 0, decision: 'op1', from: 'sep', to: 'max' };
    const batch = [proposed(1, 2, random), proposed(2, 2, mutation), proposed(3, 2, random)];
    expect(thinEvents(batch, new Set())).toEqual([batch[1], batch[2]]);
    const many = [1, 2, 3, 4, 5].map((episode) => proposed(episode, 400, mutation));
    expect(thinEvents(many, new Set())).toEqual(many.slice(2));
  });

  it('keeps the last progress of each trial', () => {
    const progress = (trial: number, imagesDone: number): RunEvent => ({
      type: 'childProgress',
      trial,
      arch: 'a',
      progress: { epoch: 1, epochs: 3, imagesDone, imagesTotal: 100, trainLoss: 1 },
    });
    const kept = thinEvents([progress(0, 10), progress(1, 20), progress(0, 30)], new Set());
    expect(kept).toEqual([progress(1, 20), progress(0, 30)]);
  });
});
