import type { z } from 'zod';
import { type DatasetCounts, fittingSizes } from '../../../engine/data/split';
import type { TrainEstimatorConfig } from '../../../engine/estimate/config';
import { profileById } from '../../../engine/space/profiles';
import type { StoredDataset } from '../../../worker/dataStore';
import { formatCount } from '../format';
import { issueText } from '../issueText';

/** A set of images that children can be trained on. */
export interface ImageChoice {
  readonly id: string;
  readonly title: string;
  readonly counts: DatasetCounts;
}

/** Always here: as many as proceduralDigits draws by itself. */
const DIGITS: ImageChoice = {
  id: 'digits',
  title: 'Procedural digits',
  counts: { train: { count: 10_000 }, test: { count: 2_000 } },
};

/** Those kept in this browser after the one that is always here. */
export function imageChoices(stored: readonly StoredDataset[]): readonly [ImageChoice, ...ImageChoice[]] {
  const kept = stored.map(({ id, title, trainCount, testCount }) => ({
    id,
    title,
    counts: { train: { count: trainCount }, test: { count: testCount } },
  }));
  return [DIGITS, ...kept];
}

/** Training with the profile's own numbers, as far as there are images for them. */
export function trainingOn(images: ImageChoice, profile: string): TrainEstimatorConfig {
  const { id, split, training } = profileById(profile);
  const { epochs, batch, learningRate } = training;
  const sizes = fittingSizes(images.counts, split);
  return { id: 'train', data: images.id, profile: id, ...sizes, epochs, batch, learningRate, backend: 'auto' };
}

export type NumberKey = Extract<keyof TrainEstimatorConfig, 'train' | 'valid' | 'test' | 'epochs' | 'batch' | 'learningRate'>;

/** The numbers of a training that a person may change, with what they are called. */
export const NUMBERS: readonly { readonly key: NumberKey; readonly label: string }[] = [
  { key: 'train', label: 'Training images' },
  { key: 'valid', label: 'Validation images' },
  { key: 'test', label: 'Test images' },
  { key: 'epochs', label: 'Epochs' },
  { key: 'batch', label: 'Batch' },
  { key: 'learningRate', label: 'Learning rate' },
];

/**
 * One sentence for each value of a job that is not allowed, by the last name of its path; more images than there are among them.
 * error: of the job's schema, where it has one.
 */
export function jobFaults(
  error: z.ZodError | undefined,
  training: TrainEstimatorConfig,
  images: ImageChoice,
): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  for (const issue of error?.issues ?? []) {
    const key = String(issue.path.findLast((part) => typeof part === 'string'));
    if (!faults.has(key)) faults.set(key, issueText(issue));
  }
  const most = fittingSizes(images.counts, { train: Infinity, valid: Infinity, test: Infinity });
  for (const key of ['train', 'valid', 'test'] as const) {
    if (!faults.has(key) && training[key] > most[key]) faults.set(key, `${images.title} has ${formatCount(most[key])} for this.`);
  }
  return faults;
}
