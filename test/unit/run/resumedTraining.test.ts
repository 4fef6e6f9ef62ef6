import { beforeAll, describe, expect, it } from 'vitest';
import type { TrainEstimatorConfig } from '../../../src/engine/estimate/config';
import { makeTrainEstimator } from '../../../src/engine/estimate/train';
import type { RunConfig } from '../../../src/engine/run/config';
import type { RunEvent } from '../../../src/engine/run/events';
import type { Checkpoint } from '../../../src/engine/run/types';
import type { StrategyConfig } from '../../../src/engine/search/config';
import { aSmall, profileById } from '../../../src/engine/space';
import type { TrainJob } from '../../../src/engine/train';
import { localTrainer } from '../../support/localTrainer';
import { brightRowsSplit } from '../../support/resumeCases';
import { facts, small, table } from '../../support/runCases';
import { openRun } from '../../support/tableRun';
import { useBackend } from '../train/backends';

const TRAINING: TrainEstimatorConfig = {
  id: 'train',
  data: 'rows',
  profile: 'teach',
  train: 70,
  valid: 30,
  test: 20,
  epochs: 2,
  batch: 16,
  learningRate: 5e-3,
  backend: 'wasm',
};

function opened(workers = 2) {
  const jobs: TrainJob[] = [];
  const notices: string[] = [];
  const estimator = makeTrainEstimator({
    config: TRAINING,
    space: aSmall,
    profile: profileById('teach'),
    input: [8, 8, 1],
    classes: 4,
    dataIdentity: 'rows',
    trainer: localTrainer(brightRowsSplit(), jobs, workers),
    latency: false,
    onNotice: ({ message }) => notices.push(message),
  });
  return { estimator, jobs, notices };
}

const configOf = (strategy: StrategyConfig, episodes: number): RunConfig =>
  small(episodes, { strategy, estimator: TRAINING, reward: { id: 'val' } });

/** Runs to the end, or until so many episodes are saved; what happened and the last checkpoint. */
async function play(config: RunConfig, estimator: ReturnType<typeof opened>['estimator'], until?: number, from?: Checkpoint) {
  const events: RunEvent[] = [];
  const stop = new AbortController();
  let last: Checkpoint | undefined;
  const save = (take: () => Checkpoint): undefined => {
    last = JSON.parse(JSON.stringify(take())) as Checkpoint;
    if (last.episode === until) stop.abort();
  };
  const run = await openRun(config, table, events, { estimator, save }, from);
  await run.advance(stop.signal).catch(() => undefined);
  run.dispose();
  return { events, last };
}

describe.each<[string, StrategyConfig, number]>([
  ['network morphisms', { id: 'morphism', childrenPerEpisode: 4, startEpochs: 2, epochs: 1 }, 5],
  [
    'successive halving',
    {
      id: 'successive-halving',
      configurations: 4,
      minEpochs: 1,
      maxEpochs: 4,
      eta: 2,
      resume: true,
      childrenPerEpisode: 4,
      repeat: true,
    },
    6,
  ],
])('a run by %s that trains its children', (_name, strategy, episodes) => {
  beforeAll(async () => {
    await useBackend('wasm');
  });
  const config = configOf(strategy, episodes);

  it('goes on from weights instead of training again, and counts each epoch once', async () => {
    const { estimator, jobs, notices } = opened();
    const { events } = await play(config, estimator);
    expect(jobs.some(({ resume }) => resume !== undefined)).toBe(true);
    const trained = jobs.reduce((sum, { options }) => sum + options.epochs, 0);
    const told = events.findLast((event) => event.type === 'episode');
    expect(told?.epochs).toBe(trained);
    expect(notices).toEqual([]);
  });

  it('interrupted, with its weights lost, goes on to the same results bit for bit', async () => {
    const whole = await play(config, opened().estimator);
    const cut = await play(config, opened().estimator, 2);
    const after = opened();
    const rest = await play(config, after.estimator, undefined, cut.last);
    expect([...facts(cut.events), ...facts(rest.events)]).toEqual(facts(whole.events));
    expect(after.notices).toHaveLength(1);
  });

  it('is the same with one worker as with three', async () => {
    const of = async (workers: number) => facts((await play(config, opened(workers).estimator)).events);
    const order = (events: readonly RunEvent[]) => events.filter(({ type }) => type !== 'childEpoch' && type !== 'childProgress');
    expect(order(await of(3))).toEqual(order(await of(1)));
  });
});
