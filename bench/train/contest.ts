import type { Task } from '../engines/task';
import type { Contest, EngineSource } from '../support/contest';
import { BATCH, CHECK_STEPS, graphOf, type TrainTask, trainCaseName } from './cases';
import { checkBatch, trainFlops } from './flops';

/** Losses in float32, before and after a step of Adam, which takes small gradients for full steps. */
export const TOLERANCE = 1e-3;

/** What stock tfjs on cpu finds: it computes every case, measured or not. */
async function referenceOf(source: EngineSource<Task>, task: Task, images: number): Promise<readonly number[]> {
  const opened = await source.open();
  if (!opened.ok) throw new Error(`there is no reference: ${opened.reason}`);
  try {
    await opened.realm.load(task);
    return await opened.realm.check(images);
  } finally {
    await source.release(opened.realm);
  }
}

/** The contest of training one child; referee: computes the losses that the others must find. */
export async function contestOf(child: TrainTask, referee: EngineSource<Task>): Promise<Contest<Task>> {
  const task: Task = { kind: 'train', ...child };
  const flops = trainFlops(graphOf(child));
  const checkImages = checkBatch(flops, BATCH);
  return {
    bench: 'train',
    case: trainCaseName(child),
    kind: 'train',
    unit: 'images/s',
    work: { task, perRun: BATCH, flops: BATCH * flops },
    lessWork: null,
    checkImages,
    checkRuns: (CHECK_STEPS * checkImages) / BATCH,
    fullImages: checkImages === BATCH ? null : BATCH,
    reference: await referenceOf(referee, task, checkImages),
    tolerance: TOLERANCE,
  };
}
