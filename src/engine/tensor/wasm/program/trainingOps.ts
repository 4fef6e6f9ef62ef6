import type { AdamSettings, SgdSettings } from '../../ops/optimiser';
import type { ProgramRecorder } from './recorder';
import type { ProgramValue } from './value';

/** What a batch-norm layer holds, [channels] each. */
export interface ProgramNorm {
  readonly gamma: ProgramValue;
  readonly beta: ProgramValue;
  readonly mean: ProgramValue;
  readonly variance: ProgramValue;
}

export interface ProgramNormOptions {
  readonly epsilon: number;
  readonly relu: boolean;
}

/** A parameter and its gradient. */
export interface ProgramSlope {
  readonly param: ProgramValue;
  readonly gradient: ProgramValue;
}

type AdamStep = Required<Omit<AdamSettings, 'kind' | 'learningRate'>> & { readonly rate: number };
type SgdStep = Required<Omit<SgdSettings, 'kind' | 'learningRate'>> & { readonly rate: number };

/** Batch norm, the loss and the optimisers. */
export function trainingOps(recorder: ProgramRecorder) {
  const { kernels } = recorder;
  const sizes = ({ shape, size }: ProgramValue): { readonly rows: number; readonly channels: number } => {
    const channels = shape.at(-1) ?? 1;
    return { rows: size / channels, channels };
  };

  /** (param, gradient, floats) of each parameter. */
  const slopeTable = (slopes: readonly ProgramSlope[]): ProgramValue =>
    recorder.table(3 * slopes.length, (at) => slopes.flatMap(({ param, gradient }) => [at(param), at(gradient), param.size]));

  return {
    /** Normalised by the batch's moments, which are given too. */
    batchNorm(
      x: ProgramValue,
      { gamma, beta }: Pick<ProgramNorm, 'gamma' | 'beta'>,
      { epsilon, relu }: ProgramNormOptions,
    ): { readonly y: ProgramValue; readonly mean: ProgramValue; readonly variance: ProgramValue } {
      const { rows, channels } = sizes(x);
      const [y, mean, variance] = [recorder.value(x.shape), recorder.value([channels]), recorder.value([channels])];
      recorder.push({
        name: 'batchNorm',
        reads: [x, gamma, beta],
        writes: [y, mean, variance],
        scratch: kernels.batchNormScratch(channels),
        bind: ({ at, scratch }) => {
          const [a, b, c, d, e, f] = [at(x), at(gamma), at(beta), at(y), at(mean), at(variance)];
          return () => kernels.batchNorm(a, b, c, d, e, f, rows, channels, epsilon, relu ? 1 : 0, scratch);
        },
      });
      return { y, mean, variance };
    },
    batchNormInference(x: ProgramValue, norm: ProgramNorm, { epsilon, relu }: ProgramNormOptions): ProgramValue {
      const { rows, channels } = sizes(x);
      const { gamma, beta, mean, variance } = norm;
      const y = recorder.value(x.shape);
      recorder.push({
        name: 'batchNormInference',
        reads: [x, gamma, beta, mean, variance],
        writes: [y],
        scratch: kernels.batchNormScratch(channels),
        bind: ({ at, scratch }) => {
          const [a, b, c, d, e, f] = [at(x), at(gamma), at(beta), at(mean), at(variance), at(y)];
          return () => kernels.batchNormInference(a, b, c, d, e, f, rows, channels, epsilon, relu ? 1 : 0, scratch);
        },
      });
      return y;
    },
    /** norm: with the batch's moments. */
    batchNormGrad(
      dy: ProgramValue,
      x: ProgramValue,
      norm: ProgramNorm,
      { epsilon, relu }: ProgramNormOptions,
    ): { readonly dx: ProgramValue; readonly dgamma: ProgramValue; readonly dbeta: ProgramValue } {
      const { rows, channels } = sizes(x);
      const { gamma, beta, mean, variance } = norm;
      const [dx, dgamma, dbeta] = [recorder.value(x.shape), recorder.value([channels]), recorder.value([channels])];
      recorder.push({
        name: 'batchNormGrad',
        reads: [dy, x, gamma, beta, mean, variance],
        writes: [dx, dgamma, dbeta],
        scratch: kernels.batchNormScratch(channels),
        bind: ({ at, scratch }) => {
          const [a, b, c, d, e, f] = [at(dy), at(x), at(gamma), at(beta), at(mean), at(variance)];
          const [g, h, i] = [at(dx), at(dgamma), at(dbeta)];
          return () => kernels.batchNormGrad(a, b, c, d, e, f, g, h, i, rows, channels, epsilon, relu ? 1 : 0, scratch);
        },
      });
      return { dx, dgamma, dbeta };
    },
    /** held <- keep held + take value, in place. */
    follow(held: ProgramValue, value: ProgramValue, keep: number, take: number): void {
      const weights = recorder.constant([keep, take]);
      const terms = recorder.table(2, (at) => [at(held), at(value)]);
      recorder.push({
        name: 'scaledSum',
        reads: [held, value, weights, terms],
        writes: [held],
        bind: ({ at }) => {
          const [a, b, y] = [at(terms), at(weights), at(held)];
          return () => kernels.scaledSum(a, 2, b, y, held.size);
        },
      });
    },

    /** Mean negative log-likelihood in nats, its slope by the logits, and the number of rows that are right. */
    softmaxScore(
      logits: ProgramValue,
      targets: ProgramValue,
    ): { readonly loss: ProgramValue; readonly correct: ProgramValue; readonly slope: ProgramValue } {
      const [rows = 0, classes = 0] = logits.shape;
      const [loss, correct, slope] = [recorder.value([]), recorder.value([]), recorder.value(logits.shape)];
      recorder.push({
        name: 'softmaxCrossEntropy',
        reads: [logits, targets],
        writes: [loss, correct, slope],
        bind: ({ at }) => {
          const [a, b, c, d, e] = [at(logits), at(targets), at(loss), at(slope), at(correct)];
          return () => {
            kernels.softmaxCrossEntropy(a, b, c, d, rows, classes);
            kernels.countCorrect(a, b, e, rows, classes);
          };
        },
      });
      return { loss, correct, slope };
    },

    /** A step of Adam on parameters whose moments are packed in m and v. settings: asked for at each run. */
    adam(slopes: readonly ProgramSlope[], m: ProgramValue, v: ProgramValue, settings: () => AdamStep): void {
      const table = slopeTable(slopes);
      recorder.push({
        name: 'adam',
        reads: [table, ...slopes.map(({ gradient }) => gradient)],
        writes: [m, v, ...slopes.map(({ param }) => param)],
        bind: ({ at }) => {
          const [a, b, c] = [at(table), at(m), at(v)];
          return () => {
            const { rate, beta1, beta2, epsilon, weightDecay } = settings();
            kernels.adam(a, slopes.length, b, c, rate, beta1, beta2, epsilon, weightDecay);
          };
        },
      });
    },
    /** A step of SGD on parameters whose velocities are packed. settings: asked for at each run. */
    sgd(slopes: readonly ProgramSlope[], velocity: ProgramValue, settings: () => SgdStep): void {
      const table = slopeTable(slopes);
      recorder.push({
        name: 'sgd',
        reads: [table, ...slopes.map(({ gradient }) => gradient)],
        writes: [velocity, ...slopes.map(({ param }) => param)],
        bind: ({ at }) => {
          const [a, b] = [at(table), at(velocity)];
          return () => {
            const { rate, momentum, weightDecay, nesterov } = settings();
            kernels.sgd(a, slopes.length, b, rate, momentum, weightDecay, nesterov ? 1 : 0);
          };
        },
      });
    },
  };
}
