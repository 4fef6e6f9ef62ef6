import { type DatasetCounts, fittingSizes } from '../../../engine/data/split';
import type { TrainEstimatorConfig } from '../../../engine/estimate/config';
import { type TableJob, tableJobSchema } from '../../../engine/estimate/tableJob';
import { profileById } from '../../../engine/space/profiles';
import type { SearchSpace } from '../../../engine/space/types';
import type { StoredDataset } from '../../../worker/dataStore';
import { formatCount } from '../../shared/format';
import { issueText } from '../../shared/issueText';

/** A set of images that a table can be measured on. */
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

export function imageChoices(stored: readonly StoredDataset[]): readonly ImageChoice[] {
  const kept = stored.map(({ id, title, trainCount, testCount }) => ({
    id,
    title,
    counts: { train: { count: trainCount }, test: { count: testCount } },
  }));
  return [DIGITS, ...kept];
}

/** A job with the profile's own numbers, as far as there are images for them. */
export function jobFor(space: SearchSpace, images: ImageChoice, profile: string, seeds: number): TableJob {
  const { id, split, training } = profileById(profile);
  const { epochs, batch, learningRate } = training;
  return {
    space: space.id,
    seeds,
    training: {
      id: 'train',
      data: images.id,
      profile: id,
      ...fittingSizes(images.counts, split),
      epochs,
      batch,
      learningRate,
      backend: 'auto',
    },
  };
}

/** The numbers of a job that a person may change, with what they are called. */
export const NUMBERS: readonly { readonly key: NumberKey; readonly label: string; readonly help?: string }[] = [
  { key: 'train', label: 'Training images' },
  { key: 'valid', label: 'Validation images' },
  { key: 'test', label: 'Test images' },
  { key: 'epochs', label: 'Epochs' },
  { key: 'batch', label: 'Batch' },
  { key: 'learningRate', label: 'Learning rate' },
];

export type NumberKey = Extract<keyof TrainEstimatorConfig, 'train' | 'valid' | 'test' | 'epochs' | 'batch' | 'learningRate'>;

/** One sentence for each value that is not allowed, by its key; 'seeds' among them. */
export function jobFaults(job: TableJob, images: ImageChoice): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  const parsed = tableJobSchema.safeParse(job);
  for (const issue of parsed.error?.issues ?? []) {
    const key = String(issue.path.at(-1));
    if (!faults.has(key)) faults.set(key, issueText(issue));
  }
  const most = fittingSizes(images.counts, { train: Infinity, valid: Infinity, test: Infinity });
  for (const key of ['train', 'valid', 'test'] as const) {
    if (!faults.has(key) && job.training[key] > most[key])
      faults.set(key, `${images.title} has ${formatCount(most[key])} for this.`);
  }
  return faults;
}
