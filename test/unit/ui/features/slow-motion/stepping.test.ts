import { describe, expect, it } from 'vitest';
import { controllerSettings } from '../../../../../src/engine/controller/config';
import type { EpisodeTrace, TraceChild, TraceUpdate } from '../../../../../src/engine/run/traceTypes';
import { PAPER_PPO } from '../../../../../src/engine/search/metadata';
import {
  childToFollow,
  NOTHING_TRACED,
  reduceStepping,
  type Stepping,
  type SteppingAction,
  stepsOf,
} from '../../../../../src/ui/features/slow-motion/stepping';

const REPORT = { loss: 0, policyLoss: 0, entropy: 0, kl: 0, clipFraction: 0 };
const update = (...children: number[]): TraceUpdate => ({
  learningRate: 0.1,
  entropyCoefficient: 0,
  rows: children.map((child) => ({ child, logProb: -1, ratio: 1, side: 'inside', free: 0, held: 0, gain: 0, slope: 0 })),
  report: REPORT,
  nodes: [],
  gradientNorm: 0,
  gradientScale: 1,
  stepNorm: 0,
  largestStep: 0,
});
const child = (arch: string, advantage: number, trial: number): TraceChild => ({
  trial,
  arch,
  explores: false,
  draws: [],
  actions: [],
  path: [],
  terms: [],
  logProb: -1,
  logProbAfter: -1,
  reward: 0,
  credited: 0,
  baseline: 0,
  advantage,
});
const trace = (updates: readonly TraceUpdate[], changes: Partial<EpisodeTrace> = {}): EpisodeTrace => ({
  version: 1,
  episode: 3,
  settings: controllerSettings(PAPER_PPO),
  parameters: 10,
  decisions: [],
  nodes: [],
  children: [child('a', 0.5, 0), child('b', -3, 1), child('c', 2, 2), child('d', -9, 3)],
  baseline: { kind: 'ema', before: 1, used: 1, after: 1, mean: 1, std: 0 },
  updates,
  ...changes,
});

const TRACED: SteppingAction = { type: 'traced', steps: 13, children: 20, child: 7 };
const stateAfter = (...actions: SteppingAction[]): Stepping => actions.reduce(reduceStepping, NOTHING_TRACED);

describe('the steps of an episode', () => {
  it('are eight, one of them for each update, and the state after it', () => {
    const steps = stepsOf(trace([update(0), update(1), update(2)]));
    expect(steps.map(({ number }) => number)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8.1', '8.2', '8.3', '9']);
    expect(steps.map(({ update: place }) => place).slice(6)).toEqual([null, 0, 1, 2, null]);
    expect(steps[8]?.title).toBe('PPO update 2 of 3');
    expect(new Set(steps.map(({ number }) => number)).size).toBe(steps.length);
  });

  it('name the one update of REINFORCE for what it is', () => {
    const settings = { ...controllerSettings(PAPER_PPO), update: 'reinforce' } as const;
    const steps = stepsOf(trace([update(0, 1)], { settings }));
    expect(steps.map(({ number }) => number)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(steps[7]?.title).toBe('REINFORCE update');
  });
});

describe('stepping', () => {
  it('goes forward and back over all steps, updates included, and stays within the episode', () => {
    let state = stateAfter(TRACED);
    const seen: number[] = [state.step];
    for (let i = 0; i < 15; i += 1) {
      state = reduceStepping(state, { type: 'next' });
      seen.push(state.step);
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 12, 12, 12]);
    for (let i = 0; i < 15; i += 1) state = reduceStepping(state, { type: 'previous' });
    expect(state).toEqual(stateAfter(TRACED));
  });

  it('keeps the step when another episode comes, as far as that has it', () => {
    const at = stateAfter(TRACED, { type: 'go', step: 11 });
    expect(reduceStepping(at, { ...TRACED, child: 2 })).toMatchObject({ step: 11, child: 2 });
    expect(reduceStepping(at, { ...TRACED, steps: 9 })).toMatchObject({ step: 8 });
  });

  it('keeps the step when another child is followed, and follows none that is not there', () => {
    const at = stateAfter(TRACED, { type: 'go', step: 5 }, { type: 'follow', child: 3 });
    expect(at).toMatchObject({ step: 5, child: 3 });
    expect(reduceStepping(at, { type: 'follow', child: 99 }).child).toBe(19);
    expect(reduceStepping(at, { type: 'follow', child: -1 }).child).toBe(0);
    expect(reduceStepping(at, { type: 'go', step: 99 }).step).toBe(12);
  });

  it('does nothing before there is a trace', () => {
    expect(stateAfter({ type: 'next' }, { type: 'follow', child: 4 })).toEqual(NOTHING_TRACED);
  });
});

describe('the child to follow', () => {
  it('is the selected cell where the episode has it', () => {
    expect(childToFollow(trace([update(0, 2)]), 'd')).toBe(3);
  });

  it('is else the one in most mini-batches, and of these the one with the largest advantage in size', () => {
    expect(childToFollow(trace([update(0, 2, 2, 1), update(1, 0), update(3)]), 'elsewhere')).toBe(1);
    expect(childToFollow(trace([update(2)]), null)).toBe(2);
  });
});
