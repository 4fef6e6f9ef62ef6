import type { DataSplit } from '../data/types';
import { deviceBackend, tf } from '../tensor';
import type { ImageStore } from './imageSource';
import { ChildModel } from './model';
import type { TrainHooks, TrainJob } from './types';

/**
 * Compiles the shaders of a child before its first step, without blocking the worker: the whole of its training is rehearsed
 * once on a model of its own, whose steps are compiled and not computed. Progress is told where there is something to compile. Without a device there is nothing to compile.
 * Rejects with LabError 'aborted' as soon as the signal fires, 'backend' where a shader is refused.
 */
export async function compileChild(job: TrainJob, split: DataSplit, images: ImageStore, hooks: TrainHooks): Promise<void> {
  const device = deviceBackend();
  if (device === null) return;
  const { options } = job;
  const model = new ChildModel(job.graph, options);
  const source = images.source(split.train, options.normalise, null);
  const rehearse = (): void =>
    tf.tidy(() => {
      const batch = source.take(0, Math.min(options.batch, split.train.count));
      for (const { loss, correct } of [model.step(batch), model.evaluate(batch)]) tf.dispose([loss, correct]);
      if (job.latency && 'x' in batch) model.predict(tf.slice(batch.x, [0, 0, 0, 0], [1, -1, -1, -1]));
    });
  try {
    await device.compileAhead(rehearse, hooks.signal, (done, total) => hooks.onProgress?.({ phase: 'compiling', done, total }));
  } finally {
    source.dispose();
    model.dispose();
  }
}
