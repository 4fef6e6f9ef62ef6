import type { EpochReport, Measurement } from '../../../engine/core/measurement';
import type { RewardContext } from '../../../engine/reward/types';

/** What the person's code can read, for completion and hover; the compiler keeps it equal to the types. */
export interface Fact {
  readonly type: string;
  readonly text: string;
}

type Facts<T> = Readonly<Record<keyof T, Fact>>;

const measurement: Facts<Measurement> = {
  arch: { type: 'string', text: 'The cell as text, such as conv5,twoconv.' },
  validAccuracy: { type: 'number', text: 'Best validation accuracy over the epochs, 0 to 1.' },
  predictedAccuracy: {
    type: '{…} | undefined',
    text: 'What the curve leads to expect, where it was continued: accuracy, low, high, epochs.',
  },
  testAccuracy: {
    type: 'number | null',
    text: 'Test accuracy after the last epoch, 0 to 1. Rewarding it would leak the test set.',
  },
  epochs: { type: 'EpochReport[]', text: 'One report for each epoch of the child’s training.' },
  params: { type: '{…}', text: 'Parameter counts of the child: total, trainable, cells, head.' },
  macs: { type: 'number', text: 'Multiply-accumulates of one image’s forward pass.' },
  memoryBytes: { type: 'number', text: 'Activation bytes of one image’s training step.' },
  latencyMs: { type: 'number | null', text: 'Forward time of one image in ms; null where it was not measured.' },
  trainMs: { type: 'number | null', text: 'Time the training took, in ms; null where it was not measured.' },
  source: { type: 'string', text: 'Where the measurement comes from: a table and seed, or a backend.' },
};

const params: Facts<Measurement['params']> = {
  total: { type: 'number', text: 'All parameters of the child.' },
  trainable: { type: 'number', text: 'Those that training changes.' },
  cells: { type: 'number', text: 'Those of the cells alone: what the search decides about.' },
  head: { type: 'number', text: 'Those of the dense layers after the cells.' },
};

const epoch: Facts<EpochReport> = {
  epoch: { type: 'number', text: 'Counted from 1.' },
  trainLoss: { type: 'number', text: 'Mean negative log-likelihood on the training images, nats.' },
  trainAccuracy: { type: 'number', text: 'Accuracy on the training images, 0 to 1.' },
  validLoss: { type: 'number', text: 'Mean negative log-likelihood on the validation images, nats.' },
  validAccuracy: { type: 'number', text: 'Accuracy on the validation images, 0 to 1.' },
  trainMs: { type: 'number', text: 'Time of this epoch, ms.' },
};

const context: Facts<RewardContext> = {
  episode: { type: 'number', text: 'The episode the child belongs to, from 1; 0 in a dry run.' },
  trial: { type: 'number', text: 'The child’s running number, from 0.' },
  bestReward: { type: 'number | null', text: 'Best reward so far; null before the first.' },
  classes: { type: 'number', text: 'Number of classes of the images: 1/classes is chance.' },
};

/** Names of the function's two parameters; m and ctx where the text has none yet. */
export function parameterNames(source: string): readonly [measurement: string, context: string] {
  const match =
    /(?:function\s*\w*\s*|export\s+default\s+(?:function\s*\w*\s*)?|^\s*|\breward\s*=\s*)\(\s*(\w+)\s*(?::[^,)]*)?(?:,\s*(\w+))?/m.exec(
      source,
    );
  return [match?.[1] ?? 'm', match?.[2] ?? 'ctx'];
}

/** The facts reachable by a dot after an expression, or null where it is none of ours. */
export function factsAfter(expression: string, source: string): Readonly<Record<string, Fact>> | null {
  const [m, ctx] = parameterNames(source);
  if (expression === m) return measurement;
  if (expression === ctx) return context;
  if (expression === `${m}.params`) return params;
  if (expression.startsWith(`${m}.epochs`) && /(\[[^\]]*\]|\.at\([^)]*\)!?\??)$/.test(expression)) return epoch;
  // The element in m.epochs.map((e) => e.…), whatever it is called.
  const element = new RegExp(`\\b${m}\\.epochs\\s*\\.\\s*\\w+\\(\\s*\\(?\\s*(\\w+)`).exec(source)?.[1];
  return element !== undefined && expression === element ? epoch : null;
}
