import type { DataSplit } from '../engine/data/types';
import type { BackendInfo, BackendWish } from '../engine/tensor';
import { ChildPool, type PoolNotice } from './childPool';
import type { BackendReport } from './protocol';
import { spawnChild } from './spawnChild';

/** Children trained at once in a browser: one per core on wasm and cpu, one on a GPU, which they would share. */
export function browserWorkers(info: BackendInfo): number {
  return info.kind === 'webgpu' ? 1 : navigator.hardwareConcurrency;
}

export interface BrowserPoolOptions {
  readonly backend: BackendWish;
  readonly split: DataSplit;
  readonly onNotice: (notice: PoolNotice) => void;
  readonly onBackend?: (report: BackendReport) => void;
  /** Fewer workers than browserWorkers says. */
  readonly atMost?: number;
}

/** A pool of child workers that train on a split's images. */
export function openBrowserPool({ backend, split, onNotice, onBackend, atMost }: BrowserPoolOptions): Promise<ChildPool> {
  return ChildPool.open({
    spawn: spawnChild,
    backend,
    workers: (info) => Math.min(browserWorkers(info), atMost ?? Number.POSITIVE_INFINITY),
    split,
    onNotice,
    ...(onBackend === undefined ? {} : { onBackend }),
  });
}
