export type { Batch } from './batches';
export { ImageStore } from './imageSource';
export { measureLatency } from './latency';
export { ChildModel } from './model';
export { trainChild } from './trainer';
export type { TrainEnvironment, TrainHooks, TrainJob, TrainOptions, TrainResult } from './types';
