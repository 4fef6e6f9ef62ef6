import type { Jax } from '../jax/api';
import { openJaxConv } from '../jax/kernelJob';
import { openJaxTraining } from '../jax/trainJob';
import type { Job } from '../support/job';
import type { Task } from './task';

export async function openJaxJob(jax: Jax, task: Task): Promise<Job> {
  if (task.kind === 'train') return openJaxTraining(jax, task);
  if (task.op !== 'conv') throw new Error('jax-js is asked for convolutions only');
  return openJaxConv(jax, task);
}
