import { tf } from '../tensor';
import type { ChildModel } from './model';
import type { TrainEnvironment } from './types';

const WARM_UPS = 10;
const RUNS = 100;

/** The middle value; the mean of the two middle ones where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/**
 * Forward latency of one image in milliseconds: 10 warm-ups, then the median of 100 runs, each timed until its logits
 * are on the host. The image is a fixed ramp over the input range; the values do not change the work.
 * Deviation: their mean where the median is 0, because a browser's clock may be coarser (to 1 ms and more) than a run.
 */
export async function measureLatency(model: ChildModel, env: TrainEnvironment): Promise<number> {
  const [height = 1, width = 1, channels = 1] = model.inputShape;
  const size = height * width * channels;
  const x = tf.tensor4d(
    Float32Array.from({ length: size }, (_, i) => i / size),
    [1, height, width, channels],
  );
  const times: number[] = [];
  try {
    for (let run = 0; run < WARM_UPS + RUNS; run += 1) {
      const started = env.now();
      const logits = model.predict(x);
      await logits.data();
      if (run >= WARM_UPS) times.push(env.now() - started);
      logits.dispose();
    }
  } finally {
    x.dispose();
  }
  const middle = median(times);
  return middle > 0 ? middle : times.reduce((sum, time) => sum + time, 0) / times.length;
}
