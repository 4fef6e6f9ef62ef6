import { z } from 'zod';
import { LabError } from '../core/errors';
import { canonicalJson, stableHash } from '../core/json';
import { count } from '../core/schema';
import type { Shape } from '../core/shape';
import { countGraph } from '../graph/count';
import type { GraphCount } from '../graph/types';
import { spaceConfigSchema } from '../space/config';
import type { Genotype, ProfileId, SearchSpace } from '../space/types';
import type { Robustness, RobustnessJob, TrainJob, TrainOptions, TrainResult } from '../train/types';
import { withChoices, withDropout } from './childTraining';
import { trainEstimatorSchema } from './config';

/** What children are tried under unless told otherwise: pixels are scaled to 0..1. */
export const STANDARD_TRIALS = { images: 1000, noise: [0.1, 0.2, 0.3], fgsm: [0.02, 0.05, 0.1] } as const;

/** A list longer than this takes days. */
export const MOST_CHILDREN = 10_000;

const strengths = z.array(z.number().min(0).max(1)).max(20);

/** How children are trained and tried: two that were measured alike can be compared. */
const alike = {
  /** Of weights, order, dropout and noise. */
  seed: z.number().int().min(0).max(0xffffffff),
  training: trainEstimatorSchema,
  /** images: test images tried, at most; noise: standard deviations; fgsm: steps. */
  trials: z.strictObject({ images: count(1_000_000), noise: strengths, fgsm: strengths }),
};

const metricsSettingsSchema = z.strictObject(alike);

/** What is asked of a measurement of some children of a space. */
export const metricsJobSchema = z.strictObject({
  space: spaceConfigSchema,
  archs: z.array(z.string().min(1)).min(1).max(MOST_CHILDREN),
  ...alike,
});

export type MetricsSettings = z.infer<typeof metricsSettingsSchema>;
export type MetricsJob = z.infer<typeof metricsJobSchema>;

/** What decides how a child's training goes, besides its genotype. */
export interface MetricsGround {
  readonly space: SearchSpace;
  readonly profile: ProfileId;
  readonly input: Shape;
  readonly classes: number;
  readonly options: TrainOptions;
  readonly trials: Omit<RobustnessJob, 'seed'>;
}

/** A child as it is trained to be measured. */
export interface MetricsChild {
  readonly arch: string;
  readonly job: TrainJob;
}

/** Accuracies are fractions; strengths those of the trials. */
export interface ChildMetrics extends Pick<GraphCount, 'params' | 'macs' | 'memoryBytes'>, Robustness {
  readonly arch: string;
  /** Forward pass of one image on the measuring device: the median of 100 runs after 10 warm-ups, ms. */
  readonly latencyMs: number | null;
  readonly validAccuracy: number;
  readonly testAccuracy: number;
}

/** The training of a genotype, after which its latency is measured and it is tried under noise and attack. */
export function metricsChild(genotype: Genotype, ground: MetricsGround): MetricsChild {
  const { space, profile, input, classes, options, trials } = ground;
  const choices = space.training?.(genotype) ?? {};
  const graph = withDropout(space.build(genotype, { profile, input, classes }), choices.dropout);
  const { epochs, seed, ...rest } = options;
  const trained = { epochs, ...withChoices(rest, choices), seed };
  return {
    arch: space.format(genotype),
    job: { graph, options: trained, latency: true, robustness: { ...trials, seed } },
  };
}

/** What a trained child showed; result: of its job. LabError 'internal' where the trainer did not try it. */
export function metricsOf({ arch, job }: MetricsChild, result: TrainResult): ChildMetrics {
  const { params, macs, memoryBytes } = countGraph(job.graph);
  const { latencyMs, validAccuracy, testAccuracy, robustness } = result;
  if (robustness === undefined) {
    throw new LabError('internal', `${arch} was trained, but not tried under noise and attack.`, 'Please report this.');
  }
  return { arch, params, macs, memoryBytes, latencyMs, validAccuracy, testAccuracy, ...robustness };
}

/** Names the settings: equal for children that can be compared. */
export const metricsSettingsKey = ({ seed, training, trials }: MetricsSettings): string =>
  stableHash(canonicalJson({ seed, training, trials }));

/** Names one measurement: the child of a space under settings. */
export const metricsKey = (space: string, arch: string, settings: MetricsSettings): string =>
  stableHash(`${space} ${arch} ${metricsSettingsKey(settings)}`);

/** What `nas-lab metrics --json` writes for a child, one JSON object a line. */
export const metricsEvent = (metrics: ChildMetrics) => ({ event: 'metrics', ...metrics }) as const;

/** The same fields as CSV (RFC 4180): full numbers, accuracies as fractions. All rows: tried under the same strengths. */
export function metricsCsv(rows: readonly ChildMetrics[]): string {
  const [first] = rows;
  const head = [
    'arch,params,params_trainable,params_cells,params_head,macs,memory_bytes,latency_ms,valid_accuracy,test_accuracy,images,clean',
    ...(first?.noise ?? []).map(({ strength }) => `noise_${strength}`),
    ...(first?.fgsm ?? []).map(({ strength }) => `fgsm_${strength}`),
  ].join(',');
  const lines = rows.map(
    ({ arch, params, macs, memoryBytes, latencyMs, validAccuracy, testAccuracy, images, clean, noise, fgsm }) =>
      [
        `"${arch.replaceAll('"', '""')}"`,
        ...[params.total, params.trainable, params.cells, params.head, macs, memoryBytes, latencyMs ?? ''],
        ...[validAccuracy, testAccuracy, images, clean],
        ...[...noise, ...fgsm].map(({ accuracy }) => accuracy),
      ].join(','),
  );
  return `${[head, ...lines].join('\n')}\n`;
}
