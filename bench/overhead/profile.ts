import * as tf from '@tensorflow/tfjs-core';
import { programHost } from '../../src/engine/tensor';
import type { Job } from '../support/job';
import type { Profile } from '../support/realm';

interface OpTime {
  ms: number;
  calls: number;
}

/**
 * Puts a clock around every kernel of the active backend, and around every call of a compiled step; a kernel inside another
 * counts once, for itself.
 */
function clockKernels(now: () => number): { readonly ops: ReadonlyMap<string, OpTime>; stop(): void } {
  const ops = new Map<string, OpTime>();
  const restore: (() => void)[] = [];
  let inner = 0;
  for (const kernel of tf.getKernelsForBackend(tf.getBackend())) {
    const { kernelName, kernelFunc } = kernel;
    const total: OpTime = { ms: 0, calls: 0 };
    ops.set(kernelName, total);
    kernel.kernelFunc = (call) => {
      const outer = inner;
      inner = 0;
      const started = now();
      try {
        return kernelFunc(call);
      } finally {
        const ms = now() - started;
        total.ms += ms - inner;
        total.calls += 1;
        inner = outer + ms;
      }
    };
    restore.push(() => {
      kernel.kernelFunc = kernelFunc;
    });
  }
  programHost()?.observe((name, call) => {
    const started = now();
    call();
    const total = ops.get(name) ?? { ms: 0, calls: 0 };
    total.ms += now() - started;
    total.calls += 1;
    ops.set(name, total);
  });
  return {
    ops,
    stop() {
      programHost()?.observe(null);
      for (const each of restore) each();
    },
  };
}

/** Counts dispatches to a GPU; null where this realm knows none. */
function countDispatches(): { readonly count: () => number; stop(): void } | null {
  if (typeof GPUComputePassEncoder === 'undefined' || tf.getBackend() !== 'webgpu') return null;
  const { prototype } = GPUComputePassEncoder;
  const direct = prototype.dispatchWorkgroups;
  let count = 0;
  prototype.dispatchWorkgroups = function counted(this: GPUComputePassEncoder, ...sizes) {
    count += 1;
    return direct.apply(this, sizes);
  };
  return {
    count: () => count,
    stop() {
      prototype.dispatchWorkgroups = direct;
    },
  };
}

/** Where the time of a job goes, on the tfjs backend that is active in this realm. */
export async function profileJob(job: Job, times: number, now: () => number): Promise<Profile> {
  const plain = now();
  await job.run(times);
  const plainMs = (now() - plain) / times;
  const clocks = clockKernels(now);
  const dispatches = countDispatches();
  try {
    const started = now();
    const done = job.run(times);
    const hostMs = (now() - started) / times;
    await done;
    return {
      plainMs,
      clockedMs: (now() - started) / times,
      hostMs,
      dispatches: dispatches === null ? null : dispatches.count() / times,
      ops: [...clocks.ops]
        .filter(([, { calls }]) => calls > 0)
        .map(([name, { ms, calls }]) => ({ name, ms: ms / times, calls: calls / times })),
    };
  } finally {
    clocks.stop();
    dispatches?.stop();
  }
}
