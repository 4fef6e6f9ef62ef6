import { LabError, throwIfAborted } from '../../core/errors';
import { stableHash } from '../../core/json';
import type { Budget, EpochReport, Measurement } from '../../core/measurement';
import { spansOf, trainedEpochs } from '../../core/trainingSpan';
import { countGraph } from '../../graph/count';
import { enumerate, sizeOf } from '../../space/genotype';
import { HyperparameterDecisions } from '../../space/hyperparameters';
import type { Genotype, SearchSpace } from '../../space/types';
import type { SyntheticEstimatorConfig } from '../config';
import type { EstimateHooks, Estimator } from '../types';
import { accuracyAt, type Pace, paceOf, STEADY } from './curve';
import { hashPair, hashText, normalOf } from './hash';
import { BLIND, type ChildFacts, Landscape, type LandscapeOptimum, listedOptimum } from './landscape';

/** An invented answer costs nothing: as many at once as anybody asks for. */
const PARALLELISM = 4096;
/** Of the invented data. */
const CLASSES = 10;
/** An epoch's accuracy jitters by this part of what whole runs differ by. */
const JITTER = 0.3;
/** -ln(1/10): the loss of a guess. */
const GUESS_LOSS = Math.LN10;

const SHAPES = { '28x28x1': [28, 28, 1], '32x32x3': [32, 32, 3] } as const;

type Counts = Pick<Measurement, 'params' | 'macs' | 'memoryBytes'>;

/** A test function has no network. */
const NO_NETWORK: Counts = { params: { total: 0, trainable: 0, cells: 0, head: 0 }, macs: 0, memoryBytes: 0 };

/** One stretch of the curve as it is computed: progress at its start, pace, accuracy's ceiling. */
interface Course {
  readonly facts: ChildFacts;
  readonly pace: Pace;
  /** Epochs before the first with this genotype. */
  readonly before: number;
  /** Progress made by then. */
  readonly progress: number;
}

/** What is the same for all genotypes of one network. */
interface Network {
  readonly name: string;
  readonly facts: ChildFacts;
}

const clamp = (accuracy: number): number => Math.min(1, Math.max(0, accuracy));

/**
 * Answers invented measurements at once, for any space, and says so in each. Networks: a landscape with learning curves (landscape.ts,
 * curve.ts). Test functions: 1 - (f - minimum) / (maximum - minimum), the same at every epoch. Noise: of a whole run, normal with
 * standard deviation config.noise by (budget.seed, network), and of an epoch besides, a third of it. Genotypes of one network are one
 * child where the space knows its representatives, and a network that does not see the image is a guess. Counts are those of the network
 * built. estimates reject with LabError 'space' where it cannot be built.
 */
export class SyntheticEstimator implements Estimator {
  readonly id = 'synthetic';
  readonly classes = CLASSES;
  readonly parallelism = PARALLELISM;
  readonly measuresLatency = false;
  private readonly landscape: Landscape;
  private readonly hyperparameters: HyperparameterDecisions;
  private readonly counted = new Map<string, Counts>();
  private readonly networks = new Map<string, Network>();

  constructor(
    private readonly config: SyntheticEstimatorConfig,
    private readonly space: SearchSpace,
  ) {
    this.landscape = new Landscape(space, config.landscape);
    this.hyperparameters = new HyperparameterDecisions(space);
  }

  get quiet(): SyntheticEstimator | null {
    const { config, space } = this;
    return config.noise === 0 ? null : new SyntheticEstimator({ ...config, noise: 0 }, space);
  }

  /** What answers, in words. */
  get about(): string {
    const { space, config } = this;
    return space.value === undefined
      ? `synthetic landscape ${config.landscape} over ${space.title}`
      : `the function ${space.title}`;
  }

  key(genotype: Genotype, budget: Budget): string {
    const seed = this.config.noise === 0 ? '' : `#${budget.seed}`;
    const { first, last } = this.stretch(budget);
    const history = this.historyKey(this.space.format(genotype), budget);
    return `${this.network(genotype).name}${seed}@${first}-${last}${history}`;
  }

  /** The same curve; counts are of the network as it is built, with what of it is not read. */
  asOf(genotype: Genotype, measured: Measurement): Measurement {
    const counts = this.space.value === undefined ? this.counts(genotype) : NO_NETWORK;
    return { ...measured, arch: this.space.format(genotype), ...counts };
  }

  async estimate(genotype: Genotype, budget: Budget, hooks: EstimateHooks): Promise<Measurement> {
    throwIfAborted(hooks.signal, 'The estimate');
    const arch = this.space.format(genotype);
    const { value } = this.space;
    const at = value === undefined ? this.curve(genotype, arch, budget) : this.constant(genotype, arch, budget, value);
    const { first, last } = this.stretch(budget);
    const since = this.ownEpochs(arch, budget, first);
    let best = 0;
    const epochs: EpochReport[] = [];
    for (let epoch = since + 1; epoch <= last; epoch += 1) {
      const report = at(epoch);
      best = Math.max(best, report.validAccuracy);
      if (epoch > first) epochs.push(report);
    }
    return {
      arch,
      validAccuracy: best,
      testAccuracy: null,
      epochs,
      ...(value === undefined ? this.counts(genotype) : NO_NETWORK),
      latencyMs: null,
      trainMs: null,
      source:
        value === undefined ? `synthetic landscape, seed ${this.config.landscape} (invented)` : `${this.space.id} (function)`,
    };
  }

  async dispose(): Promise<void> {
    this.counted.clear();
    this.networks.clear();
  }

  /** The best point without noise after `epochs` (config.epochs where left out); LabError 'space' where the space cannot be listed. */
  optimum(epochs = this.config.epochs): LandscapeOptimum {
    return listedOptimum(this.space, (genotype) => this.expected(genotype, epochs));
  }

  /** Accuracy without noise after so many epochs from initial weights. */
  expected(genotype: Genotype, epochs: number): number {
    const { value } = this.space;
    if (value !== undefined) return clamp(1 - (value.at(genotype) - value.minimum) / (value.maximum - value.minimum));
    const { speed, floor } = this.pace(genotype);
    return accuracyAt(this.network(genotype).facts, epochs * speed, floor);
  }

  /** Every point's measurement without noise, where there are at most `limit`; none of a larger space. */
  async all(limit: number): Promise<readonly Measurement[]> {
    const size = sizeOf(this.space, limit);
    if (size === null || size > BigInt(limit)) return [];
    const quiet = this.quiet ?? this;
    const budget = { epochs: 0, trainImages: 0, seed: 0 };
    const { signal } = new AbortController();
    return Promise.all([...enumerate(this.space)].map((genotype) => quiet.estimate(genotype, budget, { signal })));
  }

  /** Epochs before the stretch and after it. */
  private stretch({ epochs, from }: Budget): { readonly first: number; readonly last: number } {
    const first = trainedEpochs(from);
    const asked = epochs > 0 ? epochs : this.space.value === undefined ? this.config.epochs : 1;
    return { first, last: first + asked };
  }

  /** Epochs before the first that was trained with this very genotype: its best accuracy is among those since. */
  private ownEpochs(arch: string, { from }: Budget, first: number): number {
    let before = first;
    for (let link = from ?? null; link !== null && this.space.format(link.genotype) === arch; link = link.from)
      before -= link.epochs;
    return before;
  }

  /** What the weights went through, where they are not this genotype's alone. */
  private historyKey(arch: string, { from }: Budget): string {
    const links = spansOf(from).map(({ genotype, epochs }) => `${this.space.format(genotype)}*${epochs}`);
    return links.every((link) => link.startsWith(`${arch}*`)) ? '' : `<${stableHash(links.join('>'))}`;
  }

  private curve(genotype: Genotype, arch: string, budget: Budget): (epoch: number) => EpochReport {
    const course = this.course(genotype, arch, budget);
    const { ceiling } = course.facts;
    const run = hashPair(hashText(this.network(genotype).name, this.config.landscape), budget.seed);
    const shift = this.config.noise * normalOf(run);
    return (epoch) => {
      const progress = course.progress + (epoch - course.before) * course.pace.speed;
      const plain = accuracyAt(course.facts, progress, course.pace.floor);
      const validAccuracy = clamp(plain + shift + JITTER * this.config.noise * normalOf(hashPair(run, epoch)));
      const trainAccuracy = clamp(validAccuracy + 0.5 * (plain / ceiling) * (1 - validAccuracy));
      return {
        epoch,
        trainLoss: (GUESS_LOSS * (1 - trainAccuracy)) / 0.9,
        trainAccuracy,
        validLoss: (GUESS_LOSS * (1 - validAccuracy)) / 0.9,
        validAccuracy,
        trainMs: 0,
      };
    };
  }

  private constant(
    genotype: Genotype,
    arch: string,
    { seed }: Budget,
    value: NonNullable<SearchSpace['value']>,
  ): (epoch: number) => EpochReport {
    const loss = value.at(genotype);
    if (!Number.isFinite(loss)) {
      throw new LabError(
        'space',
        `${this.space.id}: its value at ${arch} is ${loss}.`,
        'Take a function that is finite throughout.',
      );
    }
    const noise = this.config.noise * normalOf(hashPair(hashText(arch, this.config.landscape), seed));
    const accuracy = clamp(1 - (loss - value.minimum) / (value.maximum - value.minimum) + noise);
    return (epoch) => ({
      epoch,
      trainLoss: loss,
      trainAccuracy: accuracy,
      validLoss: loss,
      validAccuracy: accuracy,
      trainMs: 0,
    });
  }

  private course(genotype: Genotype, arch: string, budget: Budget): Course {
    const { first } = this.stretch(budget);
    const before = this.ownEpochs(arch, budget, first);
    let progress = 0;
    let epochs = 0;
    for (const link of spansOf(budget.from)) {
      if (epochs >= before) break;
      progress += link.epochs * this.pace(link.genotype).speed;
      epochs += link.epochs;
    }
    return { facts: this.network(genotype).facts, pace: this.pace(genotype), before, progress };
  }

  private pace(genotype: Genotype): Pace {
    const rate = this.space.training?.(genotype).learningRate;
    return rate === undefined ? STEADY : paceOf(rate / this.landscape.learningRate);
  }

  private network(genotype: Genotype): Network {
    const key = genotype.choices.join();
    const known = this.networks.get(key);
    if (known !== undefined) return known;
    const { space, landscape } = this;
    const same = space.representative === undefined ? genotype : space.representative(genotype);
    const network = same === null ? { name: 'blind', facts: BLIND } : { name: space.format(same), facts: landscape.facts(same) };
    this.networks.set(key, network);
    return network;
  }

  /** Counted once for each architecture, whatever it is trained with. */
  private counts(genotype: Genotype): Counts {
    const sets = this.hyperparameters.of(genotype);
    const key = genotype.choices.filter((_, i) => sets[i]?.length === 0).join();
    const known = this.counted.get(key);
    if (known !== undefined) return known;
    const { profile, image } = this.config;
    const { params, macs, memoryBytes } = countGraph(
      this.space.build(genotype, { profile, input: SHAPES[image], classes: CLASSES }),
    );
    const counts = { params, macs, memoryBytes };
    this.counted.set(key, counts);
    return counts;
  }
}

/** The best point of a landscape without noise: see SyntheticEstimator.optimum. */
export function landscapeOptimum(space: SearchSpace, config: SyntheticEstimatorConfig, epochs?: number): LandscapeOptimum {
  return new SyntheticEstimator(config, space).optimum(epochs);
}
