import type { PpoConfig } from '../../src/engine/controller/config';

/** What the controller is measured on: the decisions alone, for children cost nothing here. */
export interface ControllerCase {
  readonly name: string;
  /** Options of each decision. */
  readonly options: readonly number[];
  readonly input: Extract<PpoConfig['input'], 'softmax' | 'sample'>;
}

/** Five blocks of two operations and two inputs each, as A_large with B = 5. */
const LARGE = [1, 2, 3, 4, 5].flatMap((block) => [7, 7, block + 1, block + 1]);

export const CASES: readonly ControllerCase[] = [
  { name: 'fig5: 2 decisions of 8', options: [8, 8], input: 'softmax' },
  { name: 'autoregressive: 2 decisions of 8', options: [8, 8], input: 'sample' },
  { name: 'A_large, B = 5: 20 decisions', options: LARGE, input: 'softmax' },
];

/** The paper's setting, the same for every engine. */
export const SETTING = {
  hidden: 100,
  children: 20,
  steps: 5,
  batch: 10,
  learningRate: 3.5e-4,
  clip: 0.2,
  entropy: 1e-4,
} as const;

/** A reward of its own for each genotype, the same in every run: [0, 1) from the choices. */
export function rewardOf(choices: readonly number[]): number {
  return choices.reduce((sum, choice, i) => sum + (((choice + 1) * (i + 3) * 37) % 101), 0) / (101 * choices.length);
}

/** The witness: 5 steps on a batch that everybody knows, from weights that everybody knows; then decision by decision along zeros. */
export const WITNESS_STEPS = 5;
export const witnessWeight = (i: number): number => 0.1 * Math.sin(1 + 0.7 * i);
export const witnessAction = (sample: number, decision: number, options: number): number => (3 * sample + 5 * decision) % options;
export const witnessAdvantage = (sample: number): number => Math.sin(sample + 1);
