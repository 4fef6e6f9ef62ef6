import type { EstimatorConfig, TrainingEstimatorConfig } from './config';

/** Whether an estimator trains children for real. (A file of its own, so that the page need not load the schemas for it.) */
export function trainsChildren(config: EstimatorConfig): config is TrainingEstimatorConfig {
  return config.id === 'train' || config.id === 'early-stopping' || config.id === 'extrapolation';
}
