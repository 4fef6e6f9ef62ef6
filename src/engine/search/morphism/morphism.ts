import { z } from 'zod';
import type { TrainingSpan } from '../../core/genotype';
import type { JsonValue } from '../../core/json';
import type { Rng } from '../../core/rng';
import { sample } from '../../space/genotype';
import type { SearchSpace } from '../../space/types';
import { BatchStrategy, type Draft } from '../batchStrategy';
import { mutate } from '../moves';
import { parseState } from '../restore';
import type { Observation } from '../types';
import type { ClimbStep, StrategyView } from '../views';
import type { MorphismConfig } from './config';

const trial = z.number().int().min(0);

const memorySchema = z.strictObject({
  current: z
    .strictObject({
      trial,
      arch: z.string(),
      /** Its training, oldest stretch first. */
      trained: z.array(z.strictObject({ arch: z.string(), epochs: z.number().int().min(1) })).min(1),
    })
    .nullable(),
  steps: z.array(
    z.strictObject({ trial, arch: z.string(), reward: z.number(), what: z.enum(['start', 'restart', 'better', 'rejected']) }),
  ),
});
type Memory = z.infer<typeof memorySchema>;

/** Draws for a change that is not among an episode's yet. */
const DRAWS = 20;
/** Steps that a view shows. */
const SHOWN_STEPS = 400;

/**
 * Hill climbing by network morphisms (NASH, Elsken, Metzen and Hutter 2017, algorithm 1): each episode trains the current network on, and
 * beside it networks that differ from it in one decision and go on from its weights; the best of them is the next current network.
 * Where a change makes the network wider, deeper, or its kernels larger, the child begins with the function of its parent (train/morph);
 * where not, it inherits the weights that fit. Deviations: one change a child, where theirs may have several; any decision of the space
 * may change, so that not every change preserves the function; no restarts of the learning rate unless the estimator's schedule has them.
 */
export class MorphismStrategy extends BatchStrategy {
  private remembered: Memory = { current: null, steps: [] };

  constructor(
    private readonly config: MorphismConfig,
    private readonly space: SearchSpace,
    seed: number,
  ) {
    super('morphism', seed);
  }

  override view(): StrategyView {
    return { kind: 'climb', steps: this.remembered.steps.slice(-SHOWN_STEPS) };
  }

  protected propose(rng: Rng): readonly Draft[] {
    const { current } = this.remembered;
    const { childrenPerEpisode, startEpochs, epochs } = this.config;
    if (current === null) {
      return [{ genotype: sample(this.space, rng), training: { epochs: startEpochs, from: null }, origin: { kind: 'random' } }];
    }
    const genotype = this.space.parse(current.arch);
    const training = { epochs, from: this.spanOf(current.trained) };
    const drafts: Draft[] = [{ genotype, training, origin: { kind: 'morphism', parent: current.trial, change: 'trained on' } }];
    const taken = new Set([current.arch]);
    for (let draw = 0; draw < DRAWS * childrenPerEpisode && drafts.length < childrenPerEpisode; draw += 1) {
      const changed = mutate(this.space, genotype, rng);
      if (changed === null) break;
      const text = this.space.format(changed.genotype);
      if (taken.has(text)) continue;
      taken.add(text);
      const change = `${changed.decision}: ${changed.from} → ${changed.to}`;
      drafts.push({ genotype: changed.genotype, training, origin: { kind: 'morphism', parent: current.trial, change } });
    }
    return drafts;
  }

  protected learn(observations: readonly Observation[]): void {
    const { current, steps } = this.remembered;
    const best = observations.reduce((a, b) => (b.reward > a.reward ? b : a));
    const arch = this.space.format(best.genotype);
    const epochs = best.training?.epochs ?? this.config.epochs;
    const what: ClimbStep['what'] = current === null ? 'start' : best === observations[0] ? 'rejected' : 'better';
    this.remembered = {
      current: { trial: best.trial, arch, trained: [...(current?.trained ?? []), { arch, epochs }] },
      steps: [...steps.slice(-SHOWN_STEPS), { trial: best.trial, arch, reward: best.reward, what }],
    };
  }

  protected memory(): JsonValue {
    return this.remembered;
  }

  protected recall(memory: JsonValue): void {
    this.remembered = parseState(memorySchema, memory, this.id);
  }

  private spanOf(trained: NonNullable<Memory['current']>['trained']): TrainingSpan | null {
    return trained.reduce<TrainingSpan | null>(
      (from, { arch, epochs }) => ({ genotype: this.space.parse(arch), epochs, from }),
      null,
    );
  }
}
