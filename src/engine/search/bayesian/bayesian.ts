import type { JsonValue } from '../../core/json';
import { Rng } from '../../core/rng';
import { sample } from '../../space/genotype';
import type { Choice, SearchSpace } from '../../space/types';
import { BatchStrategy, type Draft } from '../batchStrategy';
import { parseState } from '../restore';
import type { Observation } from '../types';
import type { StrategyView } from '../views';
import { acquisitionScore, acquisitionValue } from './acquisition';
import { KNOWN, type Scored, searchLargest } from './candidates';
import type { BayesianConfig } from './config';
import { initialDesign } from './design';
import { choicesOf } from './encoding';
import { fitHyperparameters, priorHyperparameters } from './fit';
import {
  choicesKey,
  type Fitted,
  hyperparametersFor,
  memorySchema,
  Observed,
  type Rewarded,
  rewardsOf,
  standardise,
  subset,
  trainingSet,
} from './memory';
import { forestModel, type Grown, type Model, processModel, Room } from './model';
import { surfaceView } from './surface';

/** Iterations of a fit from each of its starts; the first fit has starts of its own besides. */
const FIT_STEPS = 25;
const FIRST_STARTS = 2;
/** Draws until a genotype is met that was not proposed before. */
const DRAWS = 1000;

/**
 * Bayesian optimisation: a surrogate of the reward, and the genotype at which an acquisition function of it is largest. Mockus 1978;
 * Jones, Schonlau and Welch 1998 (EI); Hutter, Hoos and Leyton-Brown 2011 (forests, SMAC); Snoek et al. 2012. docs/search-bayesian.md.
 */
export class BayesianStrategy extends BatchStrategy {
  private design: readonly (readonly Choice[])[];
  private observations: Rewarded[] = [];
  private observed = new Observed();
  private fitted: Fitted | null = null;
  private readonly room: Room;
  private grown: Grown | null = null;

  constructor(
    private readonly config: BayesianConfig,
    private readonly space: SearchSpace,
    seed: number,
  ) {
    super('bayesian', seed);
    const { initialChildren, initialDesign: kind, repeats } = config;
    const design = initialDesign(space, kind, initialChildren, Rng.fromSeed(seed, 'bayesian/design'));
    this.design = repeats ? design : [...new Map(design.map((choices) => [choicesKey(choices), choices])).values()];
    this.room = new Room(space);
  }

  protected propose(rng: Rng): readonly Draft[] {
    const { childrenPerEpisode, acquisition, pending } = this.config;
    const { points } = this.observed;
    const proposed = new Set<string>();
    const drafts: Draft[] = [];
    const push = (choices: readonly Choice[], origin: NonNullable<Draft['origin']>): void => {
      proposed.add(choicesKey(choices));
      drafts.push({ genotype: { space: this.space.id, choices }, origin });
    };
    const refused = (choices: readonly Choice[]): boolean =>
      !this.config.repeats && (this.observed.has(choices) || proposed.has(choicesKey(choices)));
    for (const choices of this.design.slice(0, childrenPerEpisode)) push(choices, { kind: 'random' });
    // Designed children of this batch have no rewards yet: others are drawn beside them.
    while (drafts.length < childrenPerEpisode && (points.length === 0 || this.design.length > 0)) {
      const drawn = this.drawn(refused, rng);
      if (drawn === null) return drafts;
      push(drawn, { kind: 'random' });
    }
    if (drafts.length >= childrenPerEpisode) return drafts;
    const model = this.model(rng);
    while (drafts.length < childrenPerEpisode) {
      const best = this.largest(model, refused, rng);
      if (best === null) return drafts;
      push(choicesOf(best.walk), {
        kind: 'model',
        acquisition: acquisitionValue(acquisition, best.score, model.std, model.mean),
      });
      if (drafts.length === childrenPerEpisode) break;
      // The rest of the batch is chosen as if this one were rewarded. Ginsbourger, Le Riche and Carraro 2010.
      model.imagine(best.walk, pending === 'constant-liar' ? model.least : model.at(best.walk).mean);
      this.grown = null;
    }
    return drafts;
  }

  protected learn(observations: readonly Observation[], rng: Rng): void {
    this.design = this.design.slice(observations.length);
    for (const { genotype, reward } of observations) {
      this.observations.push({ choices: genotype.choices, reward });
      this.observed.add(genotype.choices, reward);
    }
    if (this.config.surrogate !== 'gp' || this.design.length > 0) return;
    const count = this.observed.points.length;
    // A tenth more points than at the last fit: fits take n^3, and settle as points come in.
    const due = this.fitted === null ? 2 : this.fitted.points + Math.max(1, Math.floor(this.fitted.points / 10));
    if (count < due) return;
    const points = subset(this.observed.points, this.config.maxPoints);
    const encoding = this.room.encodingOf(points);
    const prior = priorHyperparameters(encoding.slots.length);
    const { scales, variance, noise } = fitHyperparameters(
      trainingSet(points, this.room.vectorsOf(points, encoding), standardise(rewardsOf(points)).targets, encoding),
      {
        kernel: this.config.kernel,
        from: this.fitted === null ? null : hyperparametersFor(encoding, this.fitted, prior),
        starts: this.fitted === null ? FIRST_STARTS : 0,
        steps: FIT_STEPS,
      },
      rng,
    );
    const byKey = Object.fromEntries(encoding.slots.map(({ key }, k) => [key, scales[k] ?? 0]));
    this.fitted = { points: count, scales: byKey, variance, noise };
  }

  protected memory(): JsonValue {
    return {
      design: this.design,
      observations: this.observations.map(({ choices, reward }) => [choices, reward]),
      fitted: this.fitted,
    };
  }

  protected recall(memory: JsonValue): void {
    const { design, observations, fitted } = parseState(memorySchema, memory, this.id);
    this.design = design;
    this.observations = observations.map(([choices, reward]) => ({ choices, reward }));
    this.observed = new Observed(this.observations);
    this.fitted = fitted;
    this.grown = null;
  }

  /** Over the two numbers that matter most; null before the first model, or where a genotype has fewer than two. */
  override view(): StrategyView | null {
    if (this.observed.points.length < 2) return null;
    const rng = Rng.fromSeed(this.trials, 'bayesian/view');
    const model = this.model(rng);
    this.grown = null;
    const surface = surfaceView(this.space, model, this.config, this.observations, this.fitted, rng);
    return surface === null ? null : { kind: 'surface', surface };
  }

  private model(rng: Rng): Model {
    const { points } = this.observed;
    if (this.config.surrogate === 'random-forest') return forestModel(this.config, this.room, points, rng);
    return processModel(this.config, this.room, points, this.fitted, this.grown, (grown) => {
      this.grown = grown;
    });
  }

  private largest(model: Model, refused: (choices: readonly Choice[]) => boolean, rng: Rng): Scored | null {
    const incumbent = model.best();
    if (this.room.listed !== null) {
      const predictions = model.all();
      let best: Scored | null = null;
      for (const [i, walk] of this.room.listed.entries()) {
        const prediction = predictions[i];
        if (prediction === undefined || refused(choicesOf(walk))) continue;
        const score = acquisitionScore(this.config, prediction, incumbent);
        if (best === null || score > best.score) best = { walk, score };
      }
      return best;
    }
    const known = [...this.observed.points].sort((a, b) => b.reward - a.reward || a.latest - b.latest).slice(0, KNOWN);
    return searchLargest(
      this.space,
      known.map((point) => this.room.walkOf(point)),
      (walk) => acquisitionScore(this.config, model.at(walk), incumbent),
      (walk) => refused(choicesOf(walk)),
      rng,
    );
  }

  /** A uniform genotype that is not refused; null where none was met. */
  private drawn(refused: (choices: readonly Choice[]) => boolean, rng: Rng): readonly Choice[] | null {
    if (this.room.listed !== null) {
      const free = this.room.listed.map(choicesOf).filter((choices) => !refused(choices));
      return free.length === 0 ? null : (free[rng.int(free.length)] ?? null);
    }
    for (let i = 0; i < DRAWS; i += 1) {
      const { choices } = sample(this.space, rng);
      if (!refused(choices)) return choices;
    }
    return null;
  }
}
