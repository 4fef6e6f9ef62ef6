import { beforeAll, describe, expect, it } from 'vitest';
import { tf } from '../../../src/engine/tensor';
import type { BatchScore } from '../../../src/engine/train/model';
import { ScoreReader } from '../../../src/engine/train/scoreReader';
import { useBackend } from './backends';

const score = (loss: number, correct: number): BatchScore => ({ loss: tf.scalar(loss), correct: tf.scalar(correct) });

describe.each([
  ['at once', false],
  ['behind a queue', true],
] as const)('reading scores %s', (_, queued) => {
  beforeAll(async () => {
    await useBackend('cpu');
  });

  it('sums losses by image and hands out every loss once, in order', async () => {
    const before = tf.memory().numTensors;
    const losses: number[] = [];
    let ms = 0;
    const reader = new ScoreReader(
      () => (ms += 1),
      queued,
      (some) => losses.push(...some),
    );
    for (let step = 0; step < 150; step += 1) {
      if (await reader.push(score(step, 1), step === 149 ? 2 : 4)) reader.rest();
    }
    await reader.finish();
    reader.dispose();
    expect(losses).toEqual(Array.from({ length: 150 }, (_, step) => step));
    expect(reader.sums).toEqual({ loss: 4 * ((148 * 149) / 2) + 2 * 149, correct: 150, images: 4 * 149 + 2 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('rejects with what is thrown on a loss, and frees the rest', async () => {
    const before = tf.memory().numTensors;
    const reader = new ScoreReader(
      () => 0,
      queued,
      (some) => {
        if (some.includes(70)) throw new RangeError('step 70');
      },
    );
    const pushAll = async (): Promise<void> => {
      for (let step = 0; step < 300; step += 1) await reader.push(score(step, 0), 1);
      await reader.finish();
    };
    await expect(pushAll()).rejects.toThrow('step 70');
    reader.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('asks for time to let messages in, by the clock', async () => {
    let ms = 0;
    const reader = new ScoreReader(() => ms, queued);
    const asked: boolean[] = [];
    for (let step = 0; step < 5; step += 1) {
      ms += 250;
      asked.push(await reader.push(score(0, 0), 1));
      reader.rest();
    }
    await reader.finish();
    expect(asked).toEqual([true, true, true, true, true]);
  });
});
