import { z } from 'zod';
import type { TrainingSpan } from '../../core/genotype';
import type { JsonValue } from '../../core/json';
import type { Rng } from '../../core/rng';
import { sample } from '../../space/genotype';
import type { SearchSpace } from '../../space/types';
import { BatchStrategy, type Draft } from '../batchStrategy';
import { parseState } from '../restore';
import type { Observation } from '../types';
import type { StrategyView } from '../views';
import type { PbtConfig } from './config';
import { Hyperparameters } from './explore';

const integer = z.number().int().min(0);

const memberSchema = z.strictObject({
  /** What it is trained as next. */
  next: z.string(),
  copiedFrom: integer.nullable(),
  /** What its weights were trained as, one stretch after another, whoever's they were. */
  weights: z.array(z.string()),
  /** What it was itself: one entry a step. */
  steps: z.array(z.strictObject({ trial: integer, arch: z.string(), reward: z.number(), copiedFrom: integer.nullable() })),
});

const memorySchema = z.strictObject({ members: z.array(memberSchema) });

type Member = z.infer<typeof memberSchema>;

/** A view's steps of one member, at most: the last ones. */
const SHOWN_STEPS = 200;
/** A view's members, at most. */
const SHOWN_MEMBERS = 64;

/**
 * Population-based training: K members are trained side by side, a stretch of epochs at a time. After each stretch
 *   exploit: the worst q K take over weights and hyperparameters of one of the best q K each, drawn uniformly (truncation selection);
 *   explore: the hyperparameters of a copy are perturbed (times 0.8 or 1.2) or drawn anew.
 * What it finds is a schedule of hyperparameters for each member, and one training's length does for all. Jaderberg et al. 2017,
 * arXiv:1711.09846, algorithm 1. Members keep the network that their weights belong to: only training hyperparameters change, or, of a
 * test function, which has no weights, its numbers.
 */
export class PbtStrategy extends BatchStrategy {
  private members: readonly Member[] = [];
  private readonly hyperparameters: Hyperparameters;

  /** LabError 'space' where the space has no hyperparameters. */
  constructor(
    private readonly config: PbtConfig,
    private readonly space: SearchSpace,
    seed: number,
  ) {
    super('pbt', seed);
    this.hyperparameters = new Hyperparameters(space);
  }

  override view(): StrategyView {
    const { epochsPerStep } = this.config;
    return {
      kind: 'schedules',
      members: this.members.slice(0, SHOWN_MEMBERS).map(({ steps }, member) => ({
        member,
        steps: steps
          .map(({ trial, arch, reward, copiedFrom }, i) => ({ trial, arch, reward, copiedFrom, epochs: (i + 1) * epochsPerStep }))
          .slice(-SHOWN_STEPS)
          .map(({ arch, ...step }) => ({ ...step, values: this.hyperparameters.values(this.space.parse(arch)) })),
      })),
    };
  }

  protected propose(rng: Rng): readonly Draft[] {
    const { childrenPerEpisode, epochsPerStep, steps } = this.config;
    if (this.members.length === 0) {
      return Array.from({ length: childrenPerEpisode }, (_, member) => ({
        genotype: sample(this.space, rng),
        training: { epochs: epochsPerStep, from: null },
        origin: { kind: 'population', member, step: 0, copiedFrom: null },
      }));
    }
    const step = this.members[0]?.steps.length ?? 0;
    if (step >= steps) return [];
    return this.members.map(({ next, copiedFrom, weights }, member) => ({
      genotype: this.space.parse(next),
      training: { epochs: epochsPerStep, from: this.chain(weights) },
      origin: { kind: 'population', member, step, copiedFrom },
    }));
  }

  protected learn(observations: readonly Observation[], rng: Rng): void {
    const trained = observations.map(({ trial, genotype, reward }, i): Member => {
      const arch = this.space.format(genotype);
      const member = this.members[i];
      const copiedFrom = member?.copiedFrom ?? null;
      return {
        next: arch,
        copiedFrom: null,
        weights: [...(member?.weights ?? []), arch],
        steps: [...(member?.steps ?? []), { trial, arch, reward, copiedFrom }],
      };
    });
    this.members = this.exploit(trained, rng);
  }

  protected memory(): JsonValue {
    return { members: structuredClone([...this.members]) };
  }

  protected recall(memory: JsonValue): void {
    this.members = parseState(memorySchema, memory, this.id).members;
  }

  private exploit(members: readonly Member[], rng: Rng): readonly Member[] {
    const { quantile, perturbation, resampleProbability } = this.config;
    const replaced = Math.min(Math.floor(members.length / 2), Math.max(1, Math.floor(quantile * members.length)));
    if (members.length === 0) return members;
    const order = members
      .map(({ steps }, member) => ({ member, reward: steps.at(-1)?.reward ?? 0 }))
      .sort((a, b) => b.reward - a.reward || a.member - b.member)
      .map(({ member }) => member);
    const best = order.slice(0, replaced);
    const worst = new Set(order.slice(-replaced));
    return members.map((member, i) => {
      if (!worst.has(i)) return member;
      const copiedFrom = best[rng.int(best.length)] ?? 0;
      const source = members[copiedFrom];
      if (source === undefined) return member;
      const explored = this.hyperparameters.explore(
        this.space.parse(source.next),
        { by: perturbation, resample: resampleProbability },
        rng,
      );
      return { ...member, next: this.space.format(explored), copiedFrom, weights: source.weights };
    });
  }

  private chain(weights: readonly string[]): TrainingSpan | null {
    const epochs = this.config.epochsPerStep;
    return weights.reduce<TrainingSpan | null>((from, arch) => ({ genotype: this.space.parse(arch), epochs, from }), null);
  }
}
