import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { jobRealm } from '../support/job';
import { serveProcess } from '../support/serveRealm';
import { now, peakBytes } from './node';
import { openStockJob } from './tf';

/** Process that computes with stock tfjs on its cpu backend. */
await serveProcess<null, unknown>(async () => {
  if (!(await tf.setBackend('cpu'))) throw new Error("tfjs's cpu backend did not start");
  return jobRealm({ engine: `stock tfjs ${tf.version_core} cpu`, openJob: openStockJob, now, peakBytes });
});
