import type { Leaf } from './schemaFields';

/** The part of a value's range that its slider covers; the number field beside it takes the rest. */
export interface Knob {
  readonly from: number;
  readonly to: number;
  /** 'log': equal ways are equal factors. */
  readonly scale: 'linear' | 'log';
  /** A value below `from` that lies at the slider's left end, such as 0 on a logarithmic scale. */
  readonly zero?: number;
}

const linear = (from: number, to: number): Knob => ({ from, to, scale: 'linear' });
const log = (from: number, to: number): Knob => ({ from, to, scale: 'log' });
const logFromZero = (from: number, to: number): Knob => ({ from, to, scale: 'log', zero: 0 });

const KNOBS: Readonly<Record<string, Knob>> = {
  'strategy.childrenPerEpisode': linear(1, 64),
  'strategy.hidden': log(4, 256),
  'strategy.initRange': linear(0, 0.5),
  'strategy.learningRate': log(1e-5, 0.1),
  'strategy.learningRateSchedule.to': log(1e-3, 1),
  'strategy.learningRateSchedule.episodes': log(10, 10_000),
  'strategy.gradientClip': log(0.01, 100),
  'strategy.steps': linear(1, 20),
  'strategy.batch': linear(1, 64),
  'strategy.clip': linear(0.01, 1),
  'strategy.entropyCoefficient': logFromZero(1e-6, 10),
  'strategy.entropySchedule.to': log(1e-3, 1),
  'strategy.entropySchedule.episodes': log(10, 10_000),
  'strategy.exploration': linear(0, 1),
  'strategy.baseline.alpha': log(1e-3, 1),
  'strategy.baseline.initial': linear(-100, 100),
  'strategy.baseline.window': log(1, 1000),
  'strategy.populationSize': log(2, 200),
  'strategy.sampleSize': linear(1, 50),
  'strategy.tournamentSize': linear(1, 20),
  'strategy.crossoverRate': linear(0, 1),
  'strategy.leastEpsilon': linear(0, 1),
  'strategy.explorationChildren': log(10, 10_000),
  'strategy.initialChildren': linear(1, 100),
  'strategy.gamma': linear(0.02, 0.5),
  'strategy.candidates': log(1, 200),
  'strategy.xi': linear(0, 1),
  'strategy.kappa': linear(0, 10),
  'strategy.configurations': log(2, 500),
  'strategy.eta': linear(2, 10),
  'strategy.maxEpochs': log(1, 243),
  'strategy.quantile': linear(0.05, 0.5),
  'strategy.resampleProbability': linear(0, 1),
  'strategy.perturbation': linear(0.05, 0.95),
  'strategy.beam': linear(1, 50),
  'strategy.childrenPerStage': log(10, 1000),
  'reward.maxParams': linear(100, 10_000),
  'reward.penalty': linear(-200, 100),
  'reward.targetMs': log(0.01, 100),
  'reward.weight': linear(0, 100),
  'reward.alpha': linear(-1, 1),
  'reward.beta': linear(-1, 1),
  'stop.episodes': log(10, 10_000),
};

/** Positions of a slider. */
export const POSITIONS = 240;
/** Keys move by so many positions. */
export const KEY_STEPS = 4;

/** The slider of a number; null where a slider says nothing about it (a seed, a deadline). */
export function knobOf(path: string, leaf: Leaf): Knob | null {
  const knob = leaf.kind === 'number' ? KNOBS[path] : undefined;
  if (knob === undefined) return null;
  const from = Math.max(knob.from, leaf.minimum ?? knob.from);
  const to = Math.min(knob.to, leaf.maximum ?? knob.to);
  return from === knob.from && to === knob.to ? knob : to > from ? { ...knob, from, to } : null;
}

/** Two significant digits: what a hand can set, and what can be read out. */
function rounded(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(2));
}

/** The value at a position, 0 to POSITIONS; whole where the setting is. */
export function valueAtPosition(knob: Knob, position: number, isInteger: boolean): number {
  const share = Math.min(1, Math.max(0, position / POSITIONS));
  if (share === 0) return knob.zero ?? knob.from;
  if (share === 1) return knob.to;
  const { from, to } = knob;
  const value = knob.scale === 'log' ? from * (to / from) ** share : from + (to - from) * share;
  if (isInteger) return Math.round(value);
  // On a linear scale equal ways stay equal: a fixed number of decimals instead of digits.
  const inside = knob.scale === 'log' ? rounded(value) : Number(value.toFixed(to - from <= 10 ? 2 : 0));
  return Math.min(to, Math.max(from, inside));
}

/** Where a value lies on its slider; values beyond it at its ends. */
export function positionOf(knob: Knob, value: number): number {
  const { from, to } = knob;
  if (!(value > from)) return 0;
  const share = knob.scale === 'log' ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
  return Math.round(Math.min(1, share) * POSITIONS);
}

/**
 * The next value that differs, up or down: of whole numbers on a fine scale several positions lie on the same one.
 * direction: 1 or -1; steps: positions at least.
 */
export function nextValue(knob: Knob, value: number, direction: 1 | -1, steps: number, isInteger: boolean): number {
  let position = positionOf(knob, value) + direction * steps;
  let next = valueAtPosition(knob, position, isInteger);
  while (next === value && position > 0 && position < POSITIONS) {
    position += direction;
    next = valueAtPosition(knob, position, isInteger);
  }
  return next;
}
