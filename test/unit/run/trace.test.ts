import { describe, expect, it } from 'vitest';
import type { ControllerConfig } from '../../../src/engine/controller/config';
import { FAULT_IDS } from '../../../src/engine/controller/faults';
import { Float64Kernels } from '../../../src/engine/controller/fused/float64Kernels';
import { FusedPolicy } from '../../../src/engine/controller/fused/fusedPolicy';
import { policyLayout } from '../../../src/engine/controller/layout';
import { decodePolicyState, encodePolicyState } from '../../../src/engine/controller/state';
import type { RunConfig } from '../../../src/engine/run/config';
import type { RunEvent } from '../../../src/engine/run/events';
import { fig5, fig5AsPublished, fig5Normalised } from '../../../src/engine/run/presets';
import { createRun } from '../../../src/engine/run/run';
import { EpisodeTracer } from '../../../src/engine/run/trace';
import type { EpisodeTrace, RecordedTrials } from '../../../src/engine/run/traceTypes';
import { isController } from '../../../src/engine/search/isController';
import { RANDOM_DEFAULTS } from '../../../src/engine/search/metadata';
import { aSmall } from '../../../src/engine/space/aSmall/space';
import { syntheticTable } from '../../support/syntheticTable';
import { episodesOf, tableDeps } from '../../support/tableRun';

const table = syntheticTable();
const signal = new AbortController().signal;

function controllerOf(config: RunConfig): ControllerConfig {
  if (!isController(config.strategy)) throw new RangeError('no controller');
  return config.strategy;
}

const withStrategy = (config: RunConfig, episodes: number, changes: Partial<Omit<ControllerConfig, 'id'>> = {}): RunConfig => ({
  ...config,
  strategy: { ...controllerOf(config), hidden: 12, ...changes } as ControllerConfig,
  stop: { ...config.stop, episodes },
});

const {
  clip: _clip,
  batch: _batch,
  steps: _steps,
  ...shared
} = (() => {
  const { strategy } = fig5(1);
  if (strategy.id !== 'ppo') throw new RangeError('fig5 is a PPO run');
  return strategy;
})();
const reinforce = (changes: Partial<Omit<ControllerConfig, 'id'>>): RunConfig => ({
  ...fig5(7),
  strategy: { ...shared, hidden: 10, ...changes, id: 'reinforce' },
  stop: { ...fig5(7).stop, episodes: 4 },
});

async function runOf(config: RunConfig): Promise<{ readonly events: readonly RunEvent[]; readonly recorded: RecordedTrials }> {
  const events: RunEvent[] = [];
  const run = await createRun(config, tableDeps(config, table, events));
  expect(await run.advance(signal)).toEqual({ kind: 'done' });
  run.dispose();
  const episodes = episodesOf(events);
  const names = [...new Set(episodes.flatMap(({ archs }) => archs))];
  const archs = episodes.flatMap((episode) => episode.archs.map((arch) => names.indexOf(arch)));
  return { events, recorded: { names, archs, rewards: episodes.flatMap(({ rewards }) => rewards) } };
}

async function traceOf(config: RunConfig, episode: number, recorded: RecordedTrials): Promise<EpisodeTrace> {
  const tracer = await EpisodeTracer.open(config, { space: aSmall });
  const trace = await tracer.trace(episode, recorded, { signal });
  tracer.dispose();
  return trace;
}

const CONFIGS: readonly (readonly [string, RunConfig])[] = [
  ['the paper’s controller of 100 units', { ...fig5(1), stop: { ...fig5(1).stop, episodes: 4 } }],
  ['a baseline as published', withStrategy(fig5AsPublished(2), 4)],
  ['normalised advantages, sampled input', withStrategy(fig5Normalised(3), 4, { input: 'sample', learningRate: 0.02 })],
  ['embeddings, float64', withStrategy(fig5(4), 4, { input: 'embedding', compute: 'float64' })],
  ['GRU, exploration, gradient clip', withStrategy(fig5(5), 4, { cell: 'gru', exploration: 0.5, gradientClip: 0.01 })],
  ['every fault at once', withStrategy(fig5(6), 4, { input: 'sample', faults: [...FAULT_IDS] })],
  [
    'REINFORCE, NASCell, rolling window',
    reinforce({ cell: 'nas', baseline: { ...shared.baseline, kind: 'window', initial: 0.1 } }),
  ],
  [
    'REINFORCE, RMSProp, own output, schedules',
    reinforce({
      input: 'output',
      optimiser: 'rmsprop',
      learningRateSchedule: { kind: 'linear', to: 0.1, episodes: 4 },
      entropySchedule: { kind: 'exponential', to: 0.5, episodes: 4 },
    }),
  ],
  [
    'argmax sampling without a baseline',
    withStrategy(fig5(8), 4, { sampling: 'argmax', baseline: { ...shared.baseline, kind: 'none' } }),
  ],
];

describe.each(CONFIGS)('a trace of %s', (_, config) => {
  it('has the numbers of the run, bit for bit', async () => {
    const { events, recorded } = await runOf(config);
    for (const episode of episodesOf(events)) {
      const trace = await traceOf(config, episode.episode, recorded);
      expect(trace.children.map(({ arch }) => arch)).toEqual(episode.archs);
      expect(trace.children.map(({ reward }) => reward)).toEqual(episode.rewards);
      expect(trace.baseline.used).toBe(episode.baseline);
      const updates = events.filter((event) => event.type === 'update').filter((event) => event.episode === episode.episode);
      expect(
        trace.updates.map(({ report }, i) => ({ type: 'update', episode: episode.episode, step: i + 1, ...report })),
      ).toEqual(updates);
      // The first decision's distribution is the same for every prefix.
      const [first] = trace.nodes;
      expect(first?.probsAfter).toEqual(episode.marginals?.[0]);
      expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
    }
  });

  it('adds up: log-probabilities, ratios, clipping and losses follow from each other', async () => {
    const { recorded } = await runOf(config);
    const trace = await traceOf(config, 3, recorded);
    const { faults, clip, update: method, exploration } = trace.settings;
    for (const child of trace.children) {
      const joint = child.terms.reduce(
        (sum, term) => (faults.includes('product-log-prob') ? sum * term : sum + term),
        faults.includes('product-log-prob') ? 1 : 0,
      );
      expect(child.logProb).toBeCloseTo(joint, 10);
      if (exploration === 0) expect(child.explores).toBe(false);
      for (const { node, uniform, option } of child.draws) {
        const probs = trace.nodes[node]?.probs ?? [];
        if (child.explores || trace.settings.sampling === 'argmax') continue;
        const below = probs.slice(0, option).reduce((sum, p) => sum + p, 0);
        expect(uniform).toBeGreaterThanOrEqual(below - 1e-9);
        expect(uniform).toBeLessThan(below + (probs[option] ?? 0) + 1e-9);
      }
    }
    for (const [k, update] of trace.updates.entries()) {
      const sign = faults.includes('missing-minus') ? 1 : -1;
      const gain = update.rows.reduce((sum, row) => sum + row.gain, 0) / update.rows.length;
      expect(sign * gain).toBeCloseTo(update.report.policyLoss, 12);
      for (const row of update.rows) {
        const { logProb, advantage } = trace.children[row.child] ?? { logProb: Number.NaN, advantage: Number.NaN };
        expect(row.ratio).toBeCloseTo(Math.exp(row.logProb - logProb), 10);
        if (k === 0) expect(row.ratio).toBeCloseTo(1, 10);
        expect(row.side).toBe(row.ratio > 1 + clip ? 'above' : row.ratio < 1 - clip ? 'below' : 'inside');
        if (method === 'ppo') {
          const stopped = (row.side === 'above' && advantage > 0) || (row.side === 'below' && advantage < 0);
          expect(row.slope === 0 || advantage === 0).toBe(stopped || advantage === 0);
          if (!stopped) expect(row.slope).toBeCloseTo((sign * row.ratio * advantage) / update.rows.length, 12);
        }
      }
      // Softmax: what raises one logit lowers the others.
      for (const { gradient } of update.nodes)
        expect(Math.abs(gradient.reduce((sum, slope) => sum + slope, 0))).toBeLessThan(1e-5);
      expect(update.gradientScale).toBeLessThanOrEqual(1);
    }
  });
});

describe('the gradient at the logits', () => {
  // Float64, input 'softmax': one node a decision, and d loss / d logits = d loss / d headBias.
  it.each(['lstm', 'gru', 'nas'] as const)('is that of finite differences on the loss, %s', async (cell) => {
    const config = withStrategy(fig5(11), 3, { cell, compute: 'float64', entropyCoefficient: 0.1, learningRate: 0.01 });
    const { recorded } = await runOf(config);
    const trace = await traceOf(config, 2, recorded);
    // The policy before the second episode, from its own run of one episode.
    const shape = { options: trace.decisions.map(({ options }) => options.length), hidden: 12, input: 'softmax', cell } as const;
    const layout = policyLayout(shape);
    const events: RunEvent[] = [];
    const run = await createRun(
      config,
      tableDeps(config, table, events, { gate: (unit) => (unit === 'episode' ? stop() : undefined) }),
    );
    const ended = new AbortController();
    function stop(): undefined {
      ended.abort();
      return undefined;
    }
    await run.advance(ended.signal).catch(() => undefined);
    const state = run.checkpoint().strategy;
    if (state === null || typeof state !== 'object' || !('policy' in state) || state.policy === undefined)
      throw new RangeError('no policy');
    const before = decodePolicyState(state.policy, layout.size);
    const [update] = trace.updates;
    if (update === undefined) throw new RangeError('no update');
    const batch = {
      actions: update.rows.map(({ child }) => trace.children[child]?.actions ?? []),
      oldLogProbs: update.rows.map(({ child }) => trace.children[child]?.logProb ?? 0),
      advantages: update.rows.map(({ child }) => trace.children[child]?.advantage ?? 0),
    };
    const lossAt = (place: number, shift: number): number => {
      const parameters = before.parameters.slice();
      parameters[place] = (parameters[place] ?? 0) + shift;
      const policy = new FusedPolicy(shape, parameters, new Float64Kernels());
      policy.restore(encodePolicyState({ ...before, parameters }));
      return policy.gradient(batch, trace.settings).report.loss;
    };
    expect(lossAt(0, 0)).toBe(update.report.loss);
    for (const [t, { offset, size }] of layout.headBiases.entries()) {
      const place = trace.nodes.findIndex(({ decision }) => decision === t);
      for (let k = 0; k < size; k += 1) {
        const slope = (lossAt(offset + k, 1e-5) - lossAt(offset + k, -1e-5)) / 2e-5;
        expect(update.nodes[place]?.gradient[k]).toBeCloseTo(slope, 7);
      }
    }
    expect(update.gradientNorm).toBeGreaterThan(0);
    expect(update.stepNorm).toBeGreaterThan(0);
  });
});

describe('a tracer', () => {
  const config = withStrategy(fig5Normalised(1), 40, { learningRate: 0.01 });

  it('gives the same trace forwards, backwards and twice', async () => {
    const { recorded } = await runOf(config);
    const tracer = await EpisodeTracer.open(config, { space: aSmall });
    const forward = new Map<number, EpisodeTrace>();
    for (const episode of [1, 2, 17, 18, 39, 40]) forward.set(episode, await tracer.trace(episode, recorded, { signal }));
    for (const episode of [40, 39, 18, 2, 17, 1, 1, 40]) {
      expect(await tracer.trace(episode, recorded, { signal })).toEqual(forward.get(episode));
    }
    tracer.dispose();
  });

  it('says how far its replay is, and ends it when told', async () => {
    const { recorded } = await runOf(config);
    const tracer = await EpisodeTracer.open(config, { space: aSmall });
    const stop = new AbortController();
    const seen: number[] = [];
    const cancelled = tracer.trace(40, recorded, {
      signal: stop.signal,
      onEpisode: async (done, total) => {
        expect(total).toBe(39);
        seen.push(done);
        if (done === 5) stop.abort();
      },
    });
    await expect(cancelled).rejects.toMatchObject({ kind: 'aborted' });
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect((await tracer.trace(6, recorded, { signal })).episode).toBe(6);
  });

  it('refuses random search, an episode that is not over, and children that the run did not propose', async () => {
    const random = { ...config, strategy: RANDOM_DEFAULTS };
    await expect(EpisodeTracer.open(random, { space: aSmall })).rejects.toMatchObject({ kind: 'config' });
    const { recorded } = await runOf(config);
    const tracer = await EpisodeTracer.open(config, { space: aSmall });
    await expect(tracer.trace(41, recorded, { signal })).rejects.toMatchObject({ kind: 'config' });
    await expect(tracer.trace(0, recorded, { signal })).rejects.toMatchObject({ kind: 'config' });
    const swapped = { ...recorded, archs: Array.from(recorded.archs, (arch) => (arch + 1) % recorded.names.length) };
    await expect(tracer.trace(3, swapped, { signal })).rejects.toMatchObject({ kind: 'checkpoint' });
    expect((await tracer.trace(3, recorded, { signal })).episode).toBe(3);
  });
});

describe('fault 2, rows that mix two children', () => {
  it('builds child i of entries 2i and 2i + 1 of all that was drawn, decision by decision', async () => {
    const config = withStrategy(fig5(9), 2, { faults: ['time-major-view'] });
    const { recorded } = await runOf(config);
    const { children } = await traceOf(config, 2, recorded);
    const flat = [0, 1].flatMap((t) => children.map(({ draws }) => draws[t]?.option));
    for (const [i, { actions }] of children.entries()) expect(actions).toEqual(flat.slice(2 * i, 2 * i + 2));
    expect(children.some(({ draws, actions }) => draws.some(({ option }, t) => option !== actions[t]))).toBe(true);
  });
});
