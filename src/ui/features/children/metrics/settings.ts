import {
  type ChildMetrics,
  type MetricsJob,
  type MetricsSettings,
  metricsJobSchema,
  metricsSettingsKey,
  STANDARD_TRIALS,
} from '../../../../engine/estimate/childMetrics';
import type { TrainEstimatorConfig, TrainingEstimatorConfig } from '../../../../engine/estimate/config';
import type { TableFile } from '../../../../engine/estimate/tableFile';
import { trainsChildren } from '../../../../engine/estimate/trainsChildren';
import type { RunConfig } from '../../../../engine/run/config';
import type { SearchSpace } from '../../../../engine/space/types';
import type { KeptMetrics } from '../../../../worker/metricsStore';
import { formatCount } from '../../../shared/format';
import { type ImageChoice, jobFaults, trainingOn } from '../../../shared/measuring/images';

/** As `nas-lab metrics` has it unless told otherwise. */
const SEED = 1;

/** The run's training in full: without a rule that ends it, or a prediction in place of its last epochs. */
function wholeTraining(estimator: TrainingEstimatorConfig): TrainEstimatorConfig {
  switch (estimator.id) {
    case 'train':
      return estimator;
    case 'early-stopping': {
      const { patience: _patience, minDelta: _minDelta, ...training } = estimator;
      return { ...training, id: 'train' };
    }
    case 'extrapolation': {
      const { horizon: _horizon, ...training } = estimator;
      return { ...training, id: 'train' };
    }
    default:
      return estimator satisfies never;
  }
}

/**
 * How a run's children are measured unless told otherwise: trained as the run trains them; where it trains nothing, with the numbers of
 * its profile, on the images that its table was measured on where this browser has them. images: at least one.
 */
export function settingsFor(
  { estimator }: RunConfig,
  table: TableFile | null,
  space: SearchSpace,
  images: readonly [ImageChoice, ...ImageChoice[]],
): MetricsSettings {
  const trials = { images: STANDARD_TRIALS.images, noise: [...STANDARD_TRIALS.noise], fgsm: [...STANDARD_TRIALS.fgsm] };
  if (trainsChildren(estimator)) return { seed: SEED, training: wholeTraining(estimator), trials };
  const wished = (estimator.id === 'table' ? table?.profile : estimator.profile) ?? 'teach';
  const profile = space.profiles.find((id) => id === wished) ?? space.profiles[0] ?? 'teach';
  const of = images.find(({ id }) => estimator.id === 'table' && estimator.table.includes(id)) ?? images[0];
  return { seed: SEED, training: trainingOn(of, profile), trials };
}

/** One sentence for each value that is not allowed, by its key. */
export function faultsOf(job: MetricsJob, images: ImageChoice): ReadonlyMap<string, string> {
  return jobFaults(metricsJobSchema.safeParse(job).error, job.training, images);
}

/** Children that were measured alike, and can be compared. */
export interface MetricsGroup {
  readonly key: string;
  readonly title: string;
  readonly members: readonly KeptMetrics[];
  readonly rows: readonly ChildMetrics[];
}

function titleOf({ settings: { seed, training }, data }: KeptMetrics, count: number): string {
  const { train, epochs, profile } = training;
  const epochsText = `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;
  return `${data}, ${profile}, ${formatCount(train)} images × ${epochsText}, seed ${seed} (${count === 1 ? '1 child' : `${count} children`})`;
}

/** The group measured last first. */
export function groupsOf(kept: readonly KeptMetrics[]): readonly MetricsGroup[] {
  const groups = new Map<string, KeptMetrics[]>();
  for (const one of [...kept].sort((a, b) => b.measuredAt - a.measuredAt)) {
    const key = metricsSettingsKey(one.settings);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].map(([key, members]) => ({
    key,
    title: members[0] === undefined ? key : titleOf(members[0], members.length),
    members,
    rows: members.map(({ metrics }) => metrics),
  }));
}
