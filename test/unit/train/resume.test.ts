import { beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../../../src/engine/core/rng';
import { tf } from '../../../src/engine/tensor';
import {
  type Batch,
  ChildModel,
  learningRateAt,
  stateBuffers,
  stateBytes,
  type TrainEnvironment,
  trainChild,
} from '../../../src/engine/train';
import { brightRowsSplit, RESUME_CASES, RESUME_OPTIONS, statefulNet, trainInStretches } from '../../support/resumeCases';
import { useBackend } from './backends';

const env: TrainEnvironment = { now: () => 0, breathe: async () => undefined, backend: 'test' };

/** tfjs's own kernels on cpu are slow: one case, in which all that has a state of its own is at work. */
const CASES = { wasm: RESUME_CASES, cpu: RESUME_CASES.filter(({ channels }) => channels === 3) } as const;

describe.each(['wasm', 'cpu'] as const)('training that goes on, on %s', (kind) => {
  beforeAll(async () => {
    await useBackend(kind);
  });

  it.each(CASES[kind])('gives in 2 epochs and 3 more the bits of 5: $name', async (asked) => {
    const whole = await trainInStretches(asked, [5], env);
    const cut = await trainInStretches(asked, [2, 3], env);
    expect(cut).toEqual(whole);
    expect(whole.epochs.split('\n')).toHaveLength(5);
    expect(whole.epochs).toContain('"epoch":5');
  });
});

describe('a state of training', () => {
  beforeAll(async () => {
    await useBackend('wasm');
  });

  const adam = { name: 'Adam', channels: 1, options: {} };

  it('depends on how it was reached: another seed, other epochs', async () => {
    const five = await trainInStretches(adam, [5], env);
    expect((await trainInStretches(adam, [4], env)).state).not.toBe(five.state);
    expect((await trainInStretches({ ...adam, options: { seed: 20 } }, [5], env)).state).not.toBe(five.state);
  });

  it('is the same for steps that are compiled and for those of the plain path', async () => {
    const rng = Rng.fromSeed(4, 'batches');
    const graph = statefulNet(8, 1, 4);
    const batch = (): Batch => {
      const targets = new Float32Array(8 * 4);
      for (let i = 0; i < 8; i += 1) targets[i * 4 + rng.int(4)] = 1;
      return { pixels: Float32Array.from({ length: 8 * 64 }, () => rng.uniform()), targets, size: 8 };
    };
    const batches = Array.from({ length: 6 }, batch);
    const run = async (paths: readonly ('compiled' | 'plain')[]): Promise<unknown> => {
      let model = new ChildModel(graph, RESUME_OPTIONS, paths[0]);
      const perPath = batches.length / paths.length;
      for (const [i, each] of batches.entries()) {
        if (i > 0 && i % perPath === 0) {
          const resume = { values: await model.values(), optimiser: await model.memory(), dropout: model.dropoutState };
          model.dispose();
          model = new ChildModel(graph, RESUME_OPTIONS, paths[i / perPath], resume);
        }
        const { loss, correct } = model.step(each);
        tf.dispose([loss, correct]);
      }
      const end = { values: await model.values(), memory: await model.memory(), dropout: model.dropoutState };
      model.dispose();
      return end;
    };
    const whole = await run(['plain']);
    expect(await run(['compiled', 'plain'])).toEqual(whole);
    expect(await run(['plain', 'compiled', 'compiled'])).toEqual(whole);
  });

  const trained = async () => {
    const job = { graph: statefulNet(8, 1, 4), options: { ...RESUME_OPTIONS, epochs: 1 }, keep: true } as const;
    const { state } = await trainChild(job, brightRowsSplit(), env);
    if (state === undefined) throw new Error('no state');
    return { job, state };
  };

  it('counts its bytes: values, two moments of each weight, and the order of the images', async () => {
    const { state } = await trained();
    const trainable = 5 * 9 + 5 + 10 + 3 * 45 + 3 + 4 * (16 * 8) + 4;
    expect(stateBytes(state)).toBe(4 * (3 * trainable + 10 + 70));
    expect(stateBuffers(state)).toHaveLength(7 + 2 + 2 * 8 + (8 - 7) + 1);
  });

  it('is not kept unless asked for', async () => {
    const { job } = await trained();
    expect((await trainChild({ ...job, keep: false }, brightRowsSplit(), env)).state).toBeUndefined();
  });

  it('begins with fresh moments under another optimiser, and says which backends computed', async () => {
    const { job, state } = await trained();
    const sgd = { ...job.options, optimiser: { kind: 'sgd', momentum: 0.9 } as const, learningRate: 0.01 };
    const result = await trainChild({ ...job, options: sgd, resume: state }, brightRowsSplit(), { ...env, backend: 'other' });
    expect(result.backend).toBe('other, going on from test');
    expect(result.state?.optimiser).toMatchObject({ kind: 'sgd', steps: 5 });
    expect(result.epochs.map(({ epoch }) => epoch)).toEqual([2]);
  });

  it('is refused by another network and for another number of images', async () => {
    const { job, state } = await trained();
    const wider = { ...job, graph: statefulNet(8, 1, 3), resume: state };
    await expect(trainChild(wider, { ...brightRowsSplit() }, env)).rejects.toThrow(
      'resume.logits.kernel: the training so far has 512 values, the network has 384 values.',
    );
    await expect(trainChild({ ...job, resume: state, trainImages: 50 }, brightRowsSplit(), env)).rejects.toThrow(
      'resume: the training so far was on 70 images, now it would be on 50.',
    );
  });
});

describe('a stop rule', () => {
  beforeAll(async () => {
    await useBackend('wasm');
  });
  const job = (stop: { patience: number; minDelta: number }, epochs = 12) => ({
    graph: statefulNet(8, 1, 4),
    options: { ...RESUME_OPTIONS, epochs, stop, learningRate: 2e-2 },
    keep: true,
  });

  it('ends training `patience` epochs after the best one, and counts those from before a stop too', async () => {
    const whole = await trainChild(job({ patience: 2, minDelta: 0 }), brightRowsSplit(), env);
    const best = whole.epochs.reduce((at, report) => (report.validAccuracy > at.validAccuracy ? report : at));
    expect(whole.epochs.length).toBeLessThan(12);
    expect(whole.epochs.length).toBe(best.epoch + 2);
    const first = await trainChild(job({ patience: 2, minDelta: 0 }, best.epoch + 1), brightRowsSplit(), env);
    expect(first.epochs).toHaveLength(best.epoch + 1);
    if (first.state === undefined) throw new Error('no state');
    const rest = await trainChild({ ...job({ patience: 2, minDelta: 0 }), resume: first.state }, brightRowsSplit(), env);
    expect(rest.epochs.map(({ epoch }) => epoch)).toEqual([best.epoch + 2]);
  });

  it('takes no rise for one that is not larger than minDelta', async () => {
    const result = await trainChild(job({ patience: 3, minDelta: 1 }), brightRowsSplit(), env);
    expect(result.epochs).toHaveLength(4);
  });
});

describe('the learning rate of an epoch', () => {
  const options = { ...RESUME_OPTIONS, learningRate: 0.1 };
  it('stays, or follows half a cosine that starts again', () => {
    expect([1, 7].map((epoch) => learningRateAt(options, epoch))).toEqual([0.1, 0.1]);
    const cosine = { ...options, schedule: { kind: 'cosine', epochs: 4 } as const };
    const rates = [1, 2, 3, 4, 5].map((epoch) => learningRateAt(cosine, epoch));
    const half = Math.SQRT1_2 / 2;
    [0.1, 0.1 * (0.5 + half), 0.05, 0.1 * (0.5 - half), 0.1].forEach((rate, i) => {
      expect(rates[i]).toBeCloseTo(rate, 12);
    });
  });
});
