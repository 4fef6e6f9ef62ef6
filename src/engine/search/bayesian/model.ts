import { exp } from '../../core/exactMath';
import type { Rng } from '../../core/rng';
import type { Choice, SearchSpace } from '../../space/types';
import type { BayesianConfig } from './config';
import { Encoding, keyedSteps, listedSpace, type Step } from './encoding';
import { priorHyperparameters } from './fit';
import { GaussianProcess, type TrackedPlaces } from './gaussianProcess';
import {
  choicesKey,
  drawIn,
  type Fitted,
  hyperparametersFor,
  type Point,
  rewardsOf,
  standardise,
  subset,
  trainingSet,
} from './memory';
import { FOREST_DEFAULTS, RandomForest } from './randomForest';
import type { Prediction } from './surrogate';

/** A space as models see it: listed and encoded once where it is small; the walks of genotypes that were met, each walked once. */
export class Room {
  readonly listed: readonly (readonly Step[])[] | null;
  readonly vectors: readonly Float64Array[];
  private readonly whole: Encoding | null;
  private readonly walks = new WeakMap<readonly Choice[], readonly Step[]>();

  constructor(readonly space: SearchSpace) {
    this.listed = listedSpace(space)?.map((choices) => keyedSteps(space, choices)) ?? null;
    const encoding = new Encoding();
    for (const walk of this.listed ?? []) encoding.admit(walk);
    this.whole = this.listed === null ? null : encoding;
    this.vectors = (this.listed ?? []).map((walk) => encoding.encode(walk));
  }

  walkOf({ choices }: Point): readonly Step[] {
    const known = this.walks.get(choices);
    if (known !== undefined) return known;
    const walk = keyedSteps(this.space, choices);
    this.walks.set(choices, walk);
    return walk;
  }

  /** Of the whole space where it is listed, else of the points. */
  encodingOf(points: readonly Point[]): Encoding {
    if (this.whole !== null) return this.whole;
    const encoding = new Encoding();
    for (const point of points) encoding.admit(this.walkOf(point));
    return encoding;
  }

  vectorsOf(points: readonly Point[], encoding: Encoding): Float64Array[] {
    return points.map((point) => encoding.encode(this.walkOf(point)));
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
  /** Of the targets it was fitted to: what a liar says. */
  readonly least: number;
  at(walk: readonly Step[]): Prediction;
  /** Every genotype of a listed space. */
  all(): readonly Prediction[];
  /** Takes the genotype for one that gave this (standardised) reward. */
  imagine(walk: readonly Step[], target: number): void;
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
  const { targets, mean, std } = standardise(rewardsOf(points));
  const hyper = hyperparametersFor(encoding, fitted, priorHyperparameters(encoding.slots.length));
  const keys = points.map(({ choices, count }) => `${choicesKey(choices)}*${count}`);
  let process: GaussianProcess;
  let places: TrackedPlaces;
  if (grown !== null && grown.fitted === fitted && grown.keys.every((key, i) => key === keys[i])) {
    process = grown.process;
    places = grown.places;
    const added = points.slice(grown.keys.length);
    for (const [i, vector] of room.vectorsOf(added, encoding).entries()) {
      process.append(vector, targets[grown.keys.length + i] ?? 0, added[i]?.count ?? 1);
    }
    process.retarget(targets);
  } else {
    process = new GaussianProcess(trainingSet(points, room.vectorsOf(points, encoding), targets, encoding), config.kernel, hyper);
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
    least: targets.reduce((low, target) => Math.min(low, target), Number.POSITIVE_INFINITY),
    at: (walk) => process.predict(encoding.encode(walk)),
    all: () => places.predictAll(),
    imagine(walk, target) {
      process.append(encoding.encode(walk), target);
    },
  };
}

/**
 * A random forest on the points, grown anew with every imagined reward. Deviation from SMAC: rewards with the worse half drawn in, for squared errors
 * and leaves' variances are else those of the worst children (docs/search-bayesian.md).
 */
export function forestModel(config: BayesianConfig, room: Room, observed: readonly Point[], rng: Rng): Model {
  const known = subset(observed, config.maxPoints);
  const { targets, mean, std } = standardise(drawIn(rewardsOf(known)));
  const encoding = room.encodingOf(known);
  const vectors = room.vectorsOf(known, encoding);
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
    least: targets.reduce((low, target) => Math.min(low, target), Number.POSITIVE_INFINITY),
    at: (walk) => forest.predict(encoding.encode(walk)),
    all: () => room.vectors.map((vector) => forest.predict(vector)),
    imagine(walk, target) {
      vectors.push(encoding.encode(walk));
      values.push(target);
      counts.push(1);
      forest = grow();
    },
  };
}
