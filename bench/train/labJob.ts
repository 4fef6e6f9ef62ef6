import { pixelTable, takeBatch } from '../../src/engine/train/batches';
import { type BatchScore, ChildModel } from '../../src/engine/train/model';
import type { Job } from '../support/job';
import { BATCH, CHECK_STEPS, graphOf, noiseImages, type TrainTask, trainOptionsOf } from './cases';

async function readLoss({ loss, correct }: BatchScore): Promise<number> {
  const [value = Number.NaN] = await loss.data();
  loss.dispose();
  correct.dispose();
  return value;
}

/** Trains a child with the lab's own trainer on the backend that is open in this realm. */
export async function openLabTraining(task: TrainTask): Promise<Job> {
  const graph = graphOf(task);
  const set = noiseImages(task);
  const options = trainOptionsOf(BATCH);
  const table = pixelTable(options.normalise);
  const stepOf = (model: ChildModel, batch: number, step: number): BatchScore => {
    const from = (step * batch) % set.count;
    return model.step(takeBatch(set, table, null, from, from + batch));
  };
  const model = new ChildModel(graph, options);
  let steps = 0;
  return {
    async check(images) {
      const fresh = new ChildModel(graph, trainOptionsOf(images));
      const losses: number[] = [];
      for (let step = 0; step < CHECK_STEPS; step += 1) losses.push(await readLoss(stepOf(fresh, images, step)));
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
    close: async () => model.dispose(),
  };
}
