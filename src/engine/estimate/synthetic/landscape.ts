import { LabError } from '../../core/errors';
import { exp, log } from '../../core/exactMath';
import { enumerate, sizeOf } from '../../space/genotype';
import { HyperparameterDecisions } from '../../space/hyperparameters';
import type { Choice, Decision, Genotype, SearchSpace } from '../../space/types';
import { hashPair, hashText, normalOf, uniformOf } from './hash';

/** Accuracy of a guess among ten classes, and of the best network that there could be. */
export const CHANCE = 0.1;
export const TOP = 0.94;

/** Part of the variance of a network's worth that is of pairs of decisions, beside that of single ones: pairs / single. */
const INTERACTION = 0.35;
/** A decision interacts with so many before it. */
const REACH = 16;
/** Epochs of a network of average speed until its gap is 1/e, and how far speeds differ (standard deviation of their logarithm). */
const MEDIAN_TAU = 5;
const SPREAD_TAU = 0.3;
/** The best learning rate: this times a factor between 1/2 and 2, drawn for each landscape. */
const TYPICAL_LEARNING_RATE = 1e-3;

/** What a landscape holds of one network. */
export interface ChildFacts {
  /** Accuracy after endless training with a learning rate that goes to 0. */
  readonly ceiling: number;
  /** Epochs until exp(-(e / tau)^0.7) is 1/e. */
  readonly tau: number;
}

/** Of a network whose output does not depend on the image: it stays at a guess. */
export const BLIND: ChildFacts = { ceiling: CHANCE, tau: MEDIAN_TAU };

/** A decision as it was taken: where its effects come from. */
interface Token {
  readonly key: number;
  /** 1 for an option; -1..1 along a number's range, so that effects of numbers are smooth. */
  readonly weight: number;
  readonly worth: number;
  readonly speed: number;
}

/** 0..1 within the decision's range, along its own scale. */
function position(decision: Exclude<Decision, { kind: 'categorical' }>, choice: Choice): number {
  const { min, max } = decision;
  if (max === min) return 0.5;
  if (decision.kind === 'float' && decision.scale === 'log') return (log(choice) - log(min)) / (log(max) - log(min));
  return (choice - min) / (max - min);
}

/**
 * A worth for every point of any space of networks, invented, in the manner of NATS-Bench:
 *   z = (sum_i a_i + w sum_{i<j} b_ij) / sqrt(n + w^2 N),   w^2 = 0.35 n / N  for n decisions and N pairs,
 *   ceiling = 0.94 - 0.84 / (1 + exp(1.2 (z + 1.5))),   ln tau = ln 5 + 0.3 (sum_i c_i) / sqrt(n).
 * a, b, c are about standard normal, hashed from the landscape's seed and the names and options of the decisions; for a number at
 * place t of its range a = 1 - 5 (t - t0)^2, and b and c are straight lines in t. Nothing in it is measured.
 */
export class Landscape {
  /** The learning rate at which a step is as long as it should be. */
  readonly learningRate: number;
  private readonly tokens = new Map<string, Token>();
  private readonly hyperparameters: HyperparameterDecisions;

  constructor(
    private readonly space: SearchSpace,
    private readonly seed: number,
  ) {
    this.hyperparameters = new HyperparameterDecisions(space);
    this.learningRate = TYPICAL_LEARNING_RATE * exp((2 * uniformOf(hashText('learning rate', seed)) - 1) * Math.LN2);
  }

  /** The learning rate is left out: it acts on the course of the training (curve.ts). */
  facts(genotype: Genotype): ChildFacts {
    const sets = this.hyperparameters.of(genotype);
    const tokens: Token[] = [];
    for (const [i, choice] of genotype.choices.entries()) {
      if (sets[i]?.includes('learningRate')) continue;
      const decision = this.space.next(genotype.choices.slice(0, i));
      if (decision !== null) tokens.push(this.token(decision, choice));
    }
    let single = 0;
    let speed = 0;
    let pairs = 0;
    let count = 0;
    for (const [j, b] of tokens.entries()) {
      single += b.worth;
      speed += b.speed;
      for (let i = Math.max(0, j - REACH); i < j; i += 1) {
        const a = tokens[i];
        if (a === undefined) continue;
        pairs += normalOf(hashPair(a.key, b.key)) * a.weight * b.weight;
        count += 1;
      }
    }
    const n = Math.max(1, tokens.length);
    const w = count === 0 ? 0 : Math.sqrt((INTERACTION * n) / count);
    const z = (single + w * pairs) / Math.sqrt(n + w * w * count);
    return {
      ceiling: TOP - (TOP - CHANCE) / (1 + exp(1.2 * (z + 1.5))),
      tau: MEDIAN_TAU * exp((SPREAD_TAU * speed) / Math.sqrt(n)),
    };
  }

  private token(decision: Decision, choice: Choice): Token {
    if (decision.kind !== 'categorical') {
      const key = hashText(decision.name, this.seed);
      const t = position(decision, choice);
      const best = 0.15 + 0.7 * uniformOf(hashPair(key, 1));
      const weight = 2 * t - 1;
      return { key, weight, worth: 1 - 5 * (t - best) * (t - best), speed: normalOf(hashPair(key, 2)) * weight };
    }
    const name = `${decision.name}=${decision.options[choice] ?? ''}`;
    const known = this.tokens.get(name);
    if (known !== undefined) return known;
    const key = hashText(name, this.seed);
    const token = { key, weight: 1, worth: normalOf(hashPair(key, 1)), speed: normalOf(hashPair(key, 2)) };
    this.tokens.set(name, token);
    return token;
  }
}

/** Genotypes that are listed to find the best. */
const LISTED_AT_MOST = 2_000_000;

export interface LandscapeOptimum {
  readonly genotype: Genotype;
  readonly arch: string;
  /** Without noise. */
  readonly validAccuracy: number;
}

/**
 * The best point of a space that can be listed, by trying every one: accuracy(genotype) without noise, the first of equals.
 * LabError 'space' where the space is continuous or has more than two million points.
 */
export function listedOptimum(space: SearchSpace, accuracy: (genotype: Genotype) => number): LandscapeOptimum {
  const size = sizeOf(space, LISTED_AT_MOST);
  if (size === null || size > BigInt(LISTED_AT_MOST)) {
    throw new LabError(
      'space',
      `${space.id}: ${size === null ? 'its points cannot be listed' : `${size} points are too many to list`}, so its optimum is not known.`,
      `Take a space of at most ${LISTED_AT_MOST.toLocaleString('en')} points.`,
    );
  }
  let best: { genotype: Genotype; validAccuracy: number } | null = null;
  for (const genotype of enumerate(space)) {
    const validAccuracy = accuracy(genotype);
    if (best === null || validAccuracy > best.validAccuracy) best = { genotype, validAccuracy };
  }
  if (best === null) throw new RangeError(`listedOptimum: ${space.id} has no points`);
  return { ...best, arch: space.format(best.genotype) };
}
