import { z } from 'zod';
import { count } from '../core/schema';
import { FAULT_IDS } from './faults';

/** How a value changes over a run: from its start to `to` times it after `episodes` episodes, constant from there on. */
const scheduleSchema = z.strictObject({
  kind: z.enum(['constant', 'linear', 'exponential', 'cosine']),
  to: z.number().min(1e-6).max(1),
  episodes: count(1_000_000),
});

const baselineSchema = z.strictObject({
  kind: z.enum(['none', 'ema', 'window', 'batch-normalised']),
  /** Weight of the new batch in the moving average. */
  alpha: z.number().gt(0).max(1),
  /** 'zero' starts at 0 or at `initial` (as published), 'first-batch' at the first batch's mean. */
  start: z.enum(['zero', 'first-batch']),
  /** True: the current batch is in the average before its own advantages are taken (as published). */
  includeCurrent: z.boolean(),
  /** Rewards in the rolling window; 20 where absent. */
  window: count(10_000).exactOptional(),
  /** What start 'zero' starts at; 0 where absent. */
  initial: z.number().min(-1e9).max(1e9).exactOptional(),
});

/** What every controller has. Keys that may be absent have the value that CONTROLLER_DEFAULTS names. */
const controllerShape = {
  /**
   * What step t + 1 of the network is fed: the distribution of decision t (the paper's text and code), the option taken as a
   * one-hot vector or by its embedding (autoregressive), or the network's own last output.
   */
  input: z.enum(['softmax', 'sample', 'embedding', 'output']),
  cell: z.enum(['lstm', 'gru', 'nas']).exactOptional(),
  hidden: count(512),
  initRange: z.number().min(0).max(2),
  childrenPerEpisode: count(512),
  learningRate: z.number().min(0).max(1),
  learningRateSchedule: scheduleSchema.exactOptional(),
  optimiser: z.enum(['adam', 'sgd', 'rmsprop']).exactOptional(),
  /** Largest Euclidean norm of a gradient; longer ones are shortened to it. */
  gradientClip: z.number().gt(0).max(1e6).nullable().exactOptional(),
  entropyCoefficient: z.number().min(0).max(10),
  entropySchedule: scheduleSchema.exactOptional(),
  /** Probability that a child is drawn uniformly instead of by the policy. */
  exploration: z.number().min(0).max(1).exactOptional(),
  /** How the other children are chosen: drawn from the policy, or its most probable option at each decision. */
  sampling: z.enum(['policy', 'argmax']).exactOptional(),
  baseline: baselineSchema,
  /** Faults of the printed code to be switched on (faults.ts). */
  faults: z.array(z.enum(FAULT_IDS)).max(FAULT_IDS.length).exactOptional(),
  /**
   * Where the policy is computed: 'fused' is the lab's own code (float32, SIMD), 'float64' the same in double precision, the others
   * tfjs backends. Same mathematics.
   */
  compute: z.enum(['fused', 'float64', 'cpu', 'wasm', 'webgpu']),
};

/** Proximal policy optimisation: several steps an episode, each on a mini-batch drawn with replacement. */
export const ppoSchema = z.strictObject({
  id: z.literal('ppo'),
  ...controllerShape,
  steps: count(64),
  batch: count(512),
  clip: z.number().gt(0).max(1),
});

/** REINFORCE: one step an episode, on all its children. */
export const reinforceSchema = z.strictObject({ id: z.literal('reinforce'), ...controllerShape });

export type PpoConfig = z.infer<typeof ppoSchema>;
export type ReinforceConfig = z.infer<typeof reinforceSchema>;
export type ControllerConfig = PpoConfig | ReinforceConfig;
export type BaselineConfig = PpoConfig['baseline'];
export type ScheduleConfig = z.infer<typeof scheduleSchema>;

type Whole<T> = { readonly [Key in keyof T]-?: Exclude<T[Key], undefined> };

/** A controller's settings with nothing absent, faults carried out as far as they are settings. */
export interface ControllerSettings extends Whole<Omit<PpoConfig, 'id' | 'steps' | 'batch' | 'clip' | 'baseline'>> {
  readonly baseline: Whole<BaselineConfig>;
  readonly update: 'ppo' | 'reinforce';
  readonly steps: number;
  /** Children of a mini-batch, drawn with replacement; null: all children of the episode, each once. */
  readonly batch: number | null;
  readonly clip: number;
}

const CONSTANT: ScheduleConfig = { kind: 'constant', to: 1, episodes: 1000 };

/** What absent keys mean. */
export const CONTROLLER_DEFAULTS = {
  cell: 'lstm',
  learningRateSchedule: CONSTANT,
  optimiser: 'adam',
  gradientClip: null,
  entropySchedule: CONSTANT,
  exploration: 0,
  sampling: 'policy',
  faults: [],
  baseline: { window: 20, initial: 0 },
} as const;

/** The settings of a config: absent keys filled in; 'softmax-forward' and 'cold-baseline' put in place of what was set. */
export function controllerSettings(config: ControllerConfig): ControllerSettings {
  const faults = config.faults ?? [];
  const baseline = { ...config.baseline };
  if (faults.includes('cold-baseline')) Object.assign(baseline, { kind: 'ema', start: 'zero', includeCurrent: true, initial: 0 });
  const update =
    config.id === 'ppo'
      ? { update: config.id, steps: config.steps, batch: config.batch, clip: config.clip }
      : { update: config.id, steps: 1, batch: null, clip: 1 };
  return {
    ...update,
    input: faults.includes('softmax-forward') ? 'softmax' : config.input,
    cell: config.cell ?? CONTROLLER_DEFAULTS.cell,
    hidden: config.hidden,
    initRange: config.initRange,
    childrenPerEpisode: config.childrenPerEpisode,
    learningRate: config.learningRate,
    learningRateSchedule: config.learningRateSchedule ?? CONSTANT,
    optimiser: config.optimiser ?? CONTROLLER_DEFAULTS.optimiser,
    gradientClip: config.gradientClip ?? null,
    entropyCoefficient: config.entropyCoefficient,
    entropySchedule: config.entropySchedule ?? CONSTANT,
    exploration: config.exploration ?? 0,
    sampling: config.sampling ?? CONTROLLER_DEFAULTS.sampling,
    baseline: { ...CONTROLLER_DEFAULTS.baseline, ...baseline },
    faults,
    compute: config.compute,
  };
}
