import { disposeBatch } from '../../src/engine/train/batches';
import { ImageStore } from '../../src/engine/train/imageSource';
import { type BatchScore, ChildModel } from '../../src/engine/train/model';
import type { Job } from '../support/job';
import { BATCH, CHECK_STEPS, graphOf, noiseImages, type TrainTask, trainOptionsOf } from './cases';

async function readLoss({ loss, correct }: BatchScore): Promise<number> {
  const [value = Number.NaN] = await loss.data();
  loss.dispose();
  correct.dispose();
  return value;
}

/**
 * Trains a child with the lab's own trainer on the backend that is open in this realm: images are uploaded once where
 * there is a device, and cut from the set where there is none, as trainChild has it.
 */
export async function openLabTraining(task: TrainTask): Promise<Job> {
  const graph = graphOf(task);
  const set = noiseImages(task);
  const options = trainOptionsOf(BATCH);
  const images = new ImageStore();
  const source = images.source(set, options.normalise, null);
  const stepOf = (model: ChildModel, size: number, step: number): BatchScore => {
    const from = (step * size) % set.count;
    const batch = source.take(from, from + size);
    try {
      return model.step(batch);
    } finally {
      disposeBatch(batch);
    }
  };
  const model = new ChildModel(graph, options, task.path);
  let steps = 0;
  return {
    async check(size) {
      const fresh = new ChildModel(graph, trainOptionsOf(size), task.path);
      const losses: number[] = [];
      for (let step = 0; step < CHECK_STEPS; step += 1) losses.push(await readLoss(stepOf(fresh, size, step)));
      fresh.dispose();
      return losses;
    },
    async run(times) {
      for (let i = 0; i < times; i += 1, steps += 1) {
        const score = stepOf(model, BATCH, steps);
        if (i === times - 1) {
          await readLoss(score); // waits for the device, and so for every step before it
        } else {
          score.loss.dispose();
          score.correct.dispose();
        }
      }
    },
    async close() {
      model.dispose();
      source.dispose();
      images.dispose();
    },
  };
}
