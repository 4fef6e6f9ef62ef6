import { openTfKernel } from '../kernels/tfJob';
import type { Job } from '../support/job';
import { openLabTraining } from '../train/labJob';
import { openStockTraining } from '../train/stockJob';
import type { Task } from './task';

/** A task on the lab's kernels, whichever backend of theirs is open. */
export function openLabJob(task: Task): Promise<Job> {
  return task.kind === 'train' ? openLabTraining(task) : openTfKernel(task);
}

/** A task on stock tfjs, whichever backend is active. */
export function openStockJob(task: Task): Promise<Job> {
  return task.kind === 'train' ? openStockTraining(task) : openTfKernel(task);
}
