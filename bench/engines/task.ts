import type { KernelTask } from '../kernels/shapes';
import type { TrainTask } from '../train/cases';

/** What an engine may be asked to do. */
export type Task = ({ readonly kind: 'train' } & TrainTask) | ({ readonly kind: 'kernel' } & KernelTask);
