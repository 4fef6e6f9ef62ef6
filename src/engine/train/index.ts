export type { Batch } from './batches';
export { ImageStore } from './imageSource';
export { measureLatency } from './latency';
export { ChildModel } from './model';
export { backendOf, checkState, type OptimiserMemory, stateBuffers, stateBytes, type TrainedState } from './state';
export { learningRateAt, trainChild } from './trainer';
export type {
  EarlyStop,
  LearningRateSchedule,
  TrainEnvironment,
  TrainHooks,
  TrainJob,
  TrainOptions,
  TrainResult,
} from './types';
