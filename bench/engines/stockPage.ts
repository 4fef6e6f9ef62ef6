import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { jobRealm } from '../support/job';
import { servePage } from '../support/pageRealm';
import { openStockJob } from './tf';

/** Page module that computes with stock tfjs on WebGPU. */
export const { open, ask } = servePage<null, unknown>(async () => {
  if (!(await tf.setBackend('webgpu'))) throw new Error("tfjs's webgpu backend did not start");
  await tf.ready();
  return jobRealm({ engine: `stock tfjs ${tf.version_core} webgpu`, openJob: openStockJob, now: () => performance.now() });
});
