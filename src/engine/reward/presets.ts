import { LabError } from '../core/errors';
import { exp, log } from '../core/exactMath';
import type { Measurement } from '../core/measurement';
import type { RewardConfig } from './config';
import type { RewardFunction } from './types';

/** A reward of the catalogue: everything but the person's own code. */
export type PresetRewardConfig = Exclude<RewardConfig, { readonly id: 'code' }>;

type Rule = (m: Measurement) => number;

/** Fewer cell parameters than this keep their accuracy under 'max-params'; 31 of A_small's 64 cells in each profile. */
export const MAX_PARAMS = { paper: 150_000, teach: 2_500, 'as-published': 150_000 } as const;

export interface RewardEntry {
  readonly id: RewardConfig['id'];
  readonly title: string;
  readonly source: string;
  /** Formula with symbols; presetFormula gives it with a config's numbers. */
  readonly formula: string;
  /** Defaults for a profile of the search space. */
  readonly defaults: (profile: keyof typeof MAX_PARAMS) => RewardConfig;
}

export const REWARDS: readonly RewardEntry[] = [
  {
    id: 'val',
    title: 'Validation accuracy, percent',
    source: 'Arora and Krone, r_val',
    formula: '100 * m.validAccuracy',
    defaults: () => ({ id: 'val' }),
  },
  {
    id: 'max-params',
    title: 'Accuracy of cells below a parameter limit',
    source: 'Arora and Krone, r_param',
    formula: 'm.params.cells < n ? 100 * m.validAccuracy : penalty',
    defaults: (profile) => ({ id: 'max-params', maxParams: MAX_PARAMS[profile], penalty: -100 }),
  },
  {
    id: 'latency',
    title: 'Accuracy less what is over a latency target',
    source: 'linear penalty above the target',
    formula: '100 * m.validAccuracy - weight * max(0, m.latencyMs / T - 1)',
    defaults: () => ({ id: 'latency', targetMs: 1, weight: 10 }),
  },
  {
    id: 'mnasnet',
    title: 'Accuracy times a power of latency',
    source: 'Tan et al. 2019 (MnasNet), eq. 2 and 3',
    formula: 'm.validAccuracy * (m.latencyMs / T) ** (m.latencyMs <= T ? alpha : beta)',
    defaults: () => ({ id: 'mnasnet', targetMs: 1, alpha: -0.07, beta: -0.07 }),
  },
  {
    id: 'code',
    title: 'Your own',
    source: 'TypeScript or JavaScript, run in a sandbox',
    formula: '(m, ctx) => number',
    defaults: () => ({ id: 'code', source: '(m, ctx) => 100 * m.validAccuracy', deadlineMs: 50 }),
  },
];

/** The formula of a preset with its numbers, as shown in the page. */
export function presetFormula(config: PresetRewardConfig): string {
  switch (config.id) {
    case 'val':
      return '100 * m.validAccuracy';
    case 'max-params':
      return `m.params.cells < ${config.maxParams} ? 100 * m.validAccuracy : ${config.penalty}`;
    case 'latency':
      return `100 * m.validAccuracy - ${config.weight} * max(0, m.latencyMs / ${config.targetMs} - 1)`;
    case 'mnasnet':
      return `m.validAccuracy * (m.latencyMs / ${config.targetMs}) ** (m.latencyMs <= ${config.targetMs} ? ${config.alpha} : ${config.beta})`;
    default:
      return config satisfies never;
  }
}

/** The accuracy that presets reward: the prediction where a curve was continued, else the best that was measured. */
function accuracyOf({ predictedAccuracy, validAccuracy }: Measurement): number {
  return predictedAccuracy?.accuracy ?? validAccuracy;
}

/**
 * val:        100 * accuracy (percent)
 * max-params: 100 * accuracy where the cells have fewer than n parameters, else the penalty. Deviation: the cells' and
 *             not the child's parameters are counted; with its 4096-unit layer no child has fewer than 150,000.
 * latency:    100 * accuracy - weight * max(0, LAT / T - 1)
 * mnasnet:    accuracy * (LAT / T)^w, w = alpha where LAT <= T, else beta. Tan et al. 2019, eq. 2 and 3.
 * accuracy is the best validation accuracy as a fraction (the predicted one where an estimator continues the curve), LAT and T are milliseconds.
 * Throws LabError 'reward' where a latency is asked for that was not measured.
 */
export function presetRule(config: PresetRewardConfig): Rule {
  switch (config.id) {
    case 'val':
      return (m) => 100 * accuracyOf(m);
    case 'max-params':
      return (m) => (m.params.cells < config.maxParams ? 100 * accuracyOf(m) : config.penalty);
    case 'latency':
      return (m) => 100 * accuracyOf(m) - config.weight * Math.max(0, latencyOf(m, config.id) / config.targetMs - 1);
    case 'mnasnet':
      return (m) => {
        const latency = latencyOf(m, config.id);
        const exponent = latency <= config.targetMs ? config.alpha : config.beta;
        return accuracyOf(m) * exp(exponent * log(latency / config.targetMs));
      };
    default:
      return config satisfies never;
  }
}

function latencyOf(m: Measurement, reward: string): number {
  if (m.latencyMs !== null && m.latencyMs > 0) return m.latencyMs;
  throw new LabError(
    'reward',
    `reward '${reward}': child ${m.arch} has latency ${m.latencyMs} ms; it was not measured (${m.source}).`,
    "Choose reward 'val' or 'max-params', or a table with measured latencies.",
  );
}

/** A preset as the run calls it. */
export function makePresetReward(config: PresetRewardConfig): RewardFunction {
  const rule = presetRule(config);
  return {
    formula: presetFormula(config),
    evaluate: async (requests) => requests.map(({ measurement }) => rule(measurement)),
    dispose: () => undefined,
  };
}
