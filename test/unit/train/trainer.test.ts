import { beforeAll, describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import { tf } from '../../../src/engine/tensor';
import { type TrainEnvironment, type TrainJob, trainChild } from '../../../src/engine/train';
import { useBackend } from './backends';
import { everyKind, smallNet } from './graphs';
import { brightColumns } from './images';

const SIZE = 6;
const CLASSES = 3;

function job(changes: Partial<TrainJob['options']> = {}, dropout = 0.25): TrainJob {
  const options = {
    epochs: 2,
    batch: 16,
    learningRate: 0.01,
    init: 'he-uniform' as const,
    normalise: { mean: 0.2, std: 0.3 },
    seed: 3,
    ...changes,
  };
  return { graph: smallNet(SIZE, CLASSES, dropout), options };
}

/** A clock that ticks 1 ms a look; breathing is a microtask. */
function environment(): TrainEnvironment {
  let ms = 0;
  return { now: () => (ms += 1), breathe: async () => undefined, backend: 'test' };
}

/** Every loss of a training, in order. */
async function lossesOf(asked: TrainJob): Promise<readonly number[]> {
  const losses: number[] = [];
  await trainChild(asked, brightColumns(70, SIZE, CLASSES), environment(), {
    onLosses: (_epoch, _first, some) => losses.push(...some),
  });
  return losses;
}

describe.each(['cpu', 'wasm'] as const)('training a child on %s', (kind) => {
  beforeAll(async () => {
    await useBackend(kind);
  });

  it('learns a problem of bright columns and reports every epoch', async () => {
    const reports: number[] = [];
    const result = await trainChild(job({ epochs: 6 }), brightColumns(200, SIZE, CLASSES), environment(), {
      onEpoch: ({ epoch }) => reports.push(epoch),
    });
    expect(reports).toEqual([1, 2, 3, 4, 5, 6]);
    expect(result.epochs).toHaveLength(6);
    expect(result.epochs[5]?.trainLoss).toBeLessThan((result.epochs[0]?.trainLoss ?? 0) / 2);
    expect(result.testAccuracy).toBeGreaterThan(0.9);
    expect(result.validAccuracy).toBe(Math.max(...result.epochs.map(({ validAccuracy }) => validAccuracy)));
    expect(result.latencyMs).toBeNull();
  });

  it('gives the same bits for the same seed and others for another, dropout included', async () => {
    const first = await lossesOf(job());
    expect(first).toHaveLength(10); // 70 images in batches of 16: 4 full and one of 6, twice
    expect(await lossesOf(job())).toEqual(first);
    expect(await lossesOf(job({ seed: 4 }))).not.toEqual(first);
    expect(await lossesOf(job({}, 0))).not.toEqual(first);
  });

  it('leaves no tensor behind, whether it ends well, is cancelled or diverges', async () => {
    const before = tf.memory().numTensors;
    await trainChild({ ...job(), latency: true }, brightColumns(70, SIZE, CLASSES), environment());
    expect(tf.memory().numTensors).toBe(before);

    const abort = new AbortController();
    const cancelled = trainChild(job(), brightColumns(70, SIZE, CLASSES), environment(), {
      signal: abort.signal,
      onEpoch: () => abort.abort(),
    });
    await expect(cancelled).rejects.toMatchObject({ kind: 'aborted' });
    expect(tf.memory().numTensors).toBe(before);

    const diverging = trainChild(job({ normalise: { mean: 0, std: 0 } }), brightColumns(70, SIZE, CLASSES), environment());
    await expect(diverging).rejects.toThrow(/Training diverged: the loss is \S+ at epoch 1, step 1\./);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says so where the last step of an epoch ruined the weights', async () => {
    const ruined = trainChild(job({ epochs: 1, batch: 70, learningRate: 1e30 }), brightColumns(70, SIZE, CLASSES), environment());
    await expect(ruined).rejects.toThrow(/Training diverged: the loss is \S+ at epoch 1, step 1\./);
  });

  it('measures latency when asked to, by the clock it is given', async () => {
    const result = await trainChild({ ...job({ epochs: 1 }), latency: true }, brightColumns(20, SIZE, CLASSES), environment());
    expect(result.latencyMs).toBe(1); // the clock ticks once between two looks
  });

  it('measures a latency below what a coarse clock can tell: 1 ms in 5 looks are 0.2 ms, not 0', async () => {
    let looks = 0;
    const coarse: TrainEnvironment = {
      now: () => {
        looks += 1;
        return Math.floor(looks / 5);
      },
      breathe: async () => undefined,
      backend: 'test',
    };
    const result = await trainChild({ ...job({ epochs: 1 }), latency: true }, brightColumns(20, SIZE, CLASSES), coarse);
    expect(result.latencyMs).toBeCloseTo(0.2, 1);
  });

  it('trains on the first images only where told so', async () => {
    const split = brightColumns(70, SIZE, CLASSES);
    const done: number[] = [];
    await trainChild({ ...job({ epochs: 1 }), trainImages: 20 }, split, environment(), {
      onLosses: (_epoch, _first, losses) => done.push(...losses),
    });
    expect(done).toHaveLength(2);
  });
});

describe('what training refuses', () => {
  const split = brightColumns(20, SIZE, CLASSES);
  const refusal = async (asked: TrainJob, data = split): Promise<LabError> => {
    const outcome = await trainChild(asked, data, environment()).catch((thrown: unknown) => thrown);
    if (!(outcome instanceof LabError)) throw new Error('not refused');
    return outcome;
  };

  beforeAll(async () => {
    await useBackend('cpu');
  });

  it('images of another shape', async () => {
    const error = await refusal({ ...job(), graph: everyKind() });
    expect(error.kind).toBe('train');
    expect(error.message).toBe('data.train: images of 6x6x1 do not fit a network built for 7x7x2.');
  });

  it('a label out of range, by its index', async () => {
    const labels = split.train.labels.slice();
    labels[7] = 9;
    const error = await refusal(job({ batch: 20 }), { ...split, train: { ...split.train, labels } });
    expect(error.kind).toBe('data');
    expect(error.message).toBe('labels[7]: expected 0 to 2, got 9.');
  });

  it('an empty part', async () => {
    const error = await refusal(job(), { ...split, valid: { ...split.valid, count: 0 } });
    expect(error.message).toBe('data.valid: no images.');
  });
});
