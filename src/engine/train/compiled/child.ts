import type { Rng } from '../../core/rng';
import type { Shape } from '../../core/shape';
import {
  adamRate,
  type OptimiserSettings,
  type OptimiserState,
  type Program,
  type ProgramBuilder,
  type ProgramSlope,
  type ProgramSpace,
  type ProgramValue,
  programHost,
  type tf,
} from '../../tensor';
import type { Batch } from '../batches';
import { dropoutMask } from '../dropout';
import type { PlannedLayer } from '../forward';
import { type LayerWriter, writeLayer } from './layers';
import { Tape } from './tape';

/** A child as ChildModel holds it; everything stays the model's, and is changed in place. */
export interface ChildParts {
  readonly plan: readonly PlannedLayer[];
  readonly output: string;
  /** [height, width, channels] */
  readonly input: Shape;
  readonly variables: ReadonlyMap<string, tf.Variable>;
  readonly trainable: readonly tf.Variable[];
  readonly optimiser: OptimiserState;
  readonly settings: OptimiserSettings;
  readonly masks: Rng;
}

interface Mask {
  readonly value: ProgramValue;
  readonly rate: number;
}

interface Compiled {
  readonly program: Program;
  readonly x: ProgramValue;
  readonly targets: ProgramValue;
  readonly masks: readonly Mask[];
  readonly loss: ProgramValue;
  readonly correct: ProgramValue;
}

/** Mean loss (nats) and number of right images. */
export interface CompiledScore {
  readonly loss: number;
  readonly correct: number;
}

/**
 * A child's training step and evaluation as programs: written once for each size of batch, then replayed. They make the
 * kernel calls that ChildModel's plain path makes, in its order, so both give the same bits, and may take turns.
 */
export class CompiledChild {
  private readonly programs = new Map<string, Compiled>();

  private constructor(
    private readonly parts: ChildParts,
    private readonly space: ProgramSpace,
  ) {}

  /** Null where the backend replays no programs. */
  static open(parts: ChildParts): CompiledChild | null {
    const space = programHost()?.open();
    return space === undefined ? null : new CompiledChild(parts, space);
  }

  /** One step of the optimiser; the score is that of the weights before it. */
  step(batch: Batch): CompiledScore {
    const compiled = this.compiled(batch.size, true);
    this.parts.optimiser.steps += 1;
    return this.run(compiled, batch);
  }

  /** No dropout, running moments. */
  evaluate(batch: Batch): CompiledScore {
    return this.run(this.compiled(batch.size, false), batch);
  }

  dispose(): void {
    this.programs.clear();
    this.space.dispose();
  }

  private run({ program, x, targets, masks, loss, correct }: Compiled, batch: Batch): CompiledScore {
    const drawn = masks.map(({ value, rate }) => [value, dropoutMask(this.parts.masks, rate, value.size)] as const);
    program.run([[x, batch.pixels], [targets, batch.targets], ...drawn]);
    return { loss: program.read(loss), correct: program.read(correct) };
  }

  private compiled(size: number, training: boolean): Compiled {
    const key = `${training ? 'step' : 'evaluate'} ${size}`;
    const known = this.programs.get(key);
    if (known !== undefined) return known;
    const compiled = compile(this.parts, this.space.builder(), size, training);
    this.programs.set(key, compiled);
    return compiled;
  }
}

function compile(parts: ChildParts, builder: ProgramBuilder, size: number, training: boolean): Compiled {
  const values = new Map([...parts.variables].map(([name, variable]) => [name, builder.variable(variable)]));
  const byTensor = new Map([...values].map(([name, value]) => [parts.variables.get(name), value]));
  const variableOf = (tensor: tf.Variable): ProgramValue => byTensor.get(tensor) ?? builder.variable(tensor);
  const masks: Mask[] = [];
  const afterwards: (() => void)[] = [];
  const tape = new Tape(builder, training ? parts.trainable.map(variableOf) : []);
  const writer: LayerWriter = {
    builder,
    tape,
    training,
    variable: (layer, part) => valueAt(values, `${layer}.${part}`),
    mask: (rate, shape) => {
      const value = builder.value(shape);
      masks.push({ value, rate });
      return value;
    },
    onStatistics: ({ id, op }, mean, variance, count) => {
      const momentum = op.kind === 'batchNorm' ? op.momentum : 0;
      const correction = count > 1 ? count / (count - 1) : 1;
      afterwards.push(() => {
        builder.follow(valueAt(values, `${id}.mean`), mean, 1 - momentum, momentum);
        builder.follow(valueAt(values, `${id}.variance`), variance, 1 - momentum, momentum * correction);
      });
    },
  };
  const x = builder.value([size, ...parts.input]);
  const outputs = new Map<string, ProgramValue>();
  for (const planned of parts.plan) {
    const { op, inputs, id } = planned.layer;
    const from = op.kind === 'input' ? [x] : inputs.map((input) => valueAt(outputs, input));
    outputs.set(id, writeLayer(writer, planned, from));
  }
  const logits = valueAt(outputs, parts.output);
  const targets = builder.value(logits.shape);
  const { loss, correct, slope } = builder.softmaxScore(logits, targets);
  if (training) {
    const slopes = tape.gradients(logits, slope);
    for (const follow of afterwards) follow();
    writeOptimiser(parts, builder, (tensor) => {
      const param = variableOf(tensor);
      // Zeros where the output does not depend on it: what it feeds ends in layers that give zeros.
      return { param, gradient: slopes.get(param) ?? builder.zeros(param.shape) };
    });
  }
  const program = builder.finish([x, targets, ...masks.map(({ value }) => value)], [loss, correct]);
  return { program, x, targets, masks, loss, correct };
}

function writeOptimiser(
  { optimiser, settings }: ChildParts,
  builder: ProgramBuilder,
  slopeOf: (param: tf.Variable) => ProgramSlope,
): void {
  const weightDecay = settings.weightDecay ?? 0;
  for (const { params, slots } of optimiser.groups) {
    const [first, second] = slots.map((slot) => builder.variable(slot));
    if (first === undefined) continue;
    const slopes = params.map(slopeOf);
    if (settings.kind === 'sgd') {
      const { momentum, nesterov = false } = settings;
      // The rate is asked for at each step: it may follow a schedule.
      builder.sgd(slopes, first, () => ({ rate: settings.learningRate, momentum, weightDecay, nesterov }));
    } else if (second !== undefined) {
      const { beta1, beta2 } = settings;
      builder.adam(slopes, first, second, () => ({ ...adamRate(settings, optimiser.steps), beta1, beta2, weightDecay }));
    }
  }
}

function valueAt<Key>(values: ReadonlyMap<Key, ProgramValue>, key: Key): ProgramValue {
  const value = values.get(key);
  if (value === undefined) throw new TypeError(`compiled child: '${String(key)}' is missing`);
  return value;
}
