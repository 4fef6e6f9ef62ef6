import { exp } from '../../core/exactMath';
import type { Rng } from '../../core/rng';
import type { Choice, SearchSpace } from '../../space/types';
import type { BayesianConfig } from './config';
import { Encoding, listedSpace } from './encoding';
import { priorHyperparameters } from './fit';
import { GaussianProcess, type TrackedPlaces } from './gaussianProcess';
import { choicesKey, type Fitted, hyperparametersFor, type Point, standardise, subset, trainingSet } from './memory';
import { FOREST_DEFAULTS, RandomForest } from './randomForest';
import type { Prediction } from './surrogate';

/** A space as models see it: listed and encoded once where it is small. */
export class Room {
  readonly listed: readonly (readonly Choice[])[] | null;
  private readonly whole: Encoding | null;
  readonly vectors: readonly Float64Array[];

  constructor(readonly space: SearchSpace) {
    this.listed = listedSpace(space);
    const encoding = new Encoding(space);
    for (const choices of this.listed ?? []) encoding.admit(choices);
    this.whole = this.listed === null ? null : encoding;
    this.vectors = (this.listed ?? []).map((choices) => encoding.encode(choices));
  }

  /** Of the whole space where it is listed, else of the points. */
  encodingOf(points: readonly Point[]): Encoding {
    if (this.whole !== null) return this.whole;
    const encoding = new Encoding(this.space);
    for (const { choices } of points) encoding.admit(choices);
    return encoding;
  }
}

/** A surrogate fitted to points, in standardised rewards. */
export interface Model {
  /** reward = mean + std * prediction. */
  readonly mean: number;
  readonly std: number;
  readonly words: string;
  /** To be improved on. */
  best(): number;
  at(choices: readonly Choice[]): Prediction;
  /** Every genotype of a listed space. */
  all(): readonly Prediction[];
  /** Takes the genotype for one that gave this (standardised) reward. */
  imagine(choices: readonly Choice[], target: number): void;
}

/** A process of a listed space as the last proposal left it. */
export interface Grown {
  readonly process: GaussianProcess;
  readonly places: TrackedPlaces;
  readonly fitted: Fitted | null;
  readonly keys: readonly string[];
}

const shortest = (scale: number): string => (scale >= 100 || scale < 0.01 ? scale.toExponential(1) : scale.toPrecision(2));

/**
 * A Gaussian process on the points. `grown`: that of the last proposal, which is gone on with where its settings hold and points were only
 * added; the result is that of starting afresh, to the bit. `keep` is told the process, for the next time; it must not be kept once anything was imagined.
 */
export function processModel(
  config: BayesianConfig,
  room: Room,
  observed: readonly Point[],
  fitted: Fitted | null,
  grown: Grown | null,
  keep: (grown: Grown) => void,
): Model {
  const points = subset(observed, config.maxPoints);
  const encoding = room.encodingOf(points);
  const { targets, mean, std } = standardise(points);
  const hyper = hyperparametersFor(encoding, fitted, priorHyperparameters(encoding.slots.length));
  const keys = points.map(({ choices, count }) => `${choicesKey(choices)}*${count}`);
  let process: GaussianProcess;
  let places: TrackedPlaces;
  if (grown !== null && grown.fitted === fitted && grown.keys.every((key, i) => key === keys[i])) {
    process = grown.process;
    places = grown.places;
    for (let i = grown.keys.length; i < points.length; i += 1) {
      process.append(encoding.encode(points[i]?.choices ?? []), targets[i] ?? 0, points[i]?.count ?? 1);
    }
    process.retarget(targets);
  } else {
    process = new GaussianProcess(trainingSet(points, targets, encoding), config.kernel, hyper);
    places = process.track(room.vectors);
  }
  if (room.listed !== null) keep({ process, places, fitted, keys });
  const scales = encoding.slots.map(({ decision }, k) => `${decision.name} ${shortest(exp(hyper.scales[k] ?? 0))}`);
  const noise = Math.sqrt(exp(hyper.noise)) * std;
  return {
    mean,
    std,
    words: `Gaussian process, ${config.kernel === 'rbf' ? 'RBF' : 'Matern 5/2'}, ${points.length} points; length scales ${scales
      .slice(0, 8)
      .join(', ')}${scales.length > 8 ? ', ...' : ''}; noise ${shortest(noise)}`,
    best: () => process.bestMean(),
    at: (choices) => process.predict(encoding.encode(choices)),
    all: () => places.predictAll(),
    imagine(choices, target) {
      process.append(encoding.encode(choices), target);
    },
  };
}

/** A random forest on the points, grown anew with every imagined reward. */
export function forestModel(config: BayesianConfig, room: Room, observed: readonly Point[], rng: Rng): Model {
  const known = subset(observed, config.maxPoints);
  const { targets, mean, std } = standardise(known);
  const encoding = room.encodingOf(known);
  const vectors = known.map(({ choices }) => encoding.encode(choices));
  const values = Array.from(targets);
  const numeric = encoding.slots.map((slot) => slot.numeric);
  const counts = values.map(() => 1);
  const grow = (): RandomForest =>
    new RandomForest({ vectors, targets: values, counts, numeric }, { ...FOREST_DEFAULTS, trees: config.trees }, rng);
  let forest = grow();
  return {
    mean,
    std,
    words: `Random forest, ${config.trees} trees, ${known.length} points`,
    best: () => forest.bestMean(),
    at: (choices) => forest.predict(encoding.encode(choices)),
    all: () => room.vectors.map((vector) => forest.predict(vector)),
    imagine(choices, target) {
      vectors.push(encoding.encode(choices));
      values.push(target);
      counts.push(1);
      forest = grow();
    },
  };
}
