import { z } from 'zod';
import { LabError } from '../../core/errors';
import type { Genotype, TrainingSpan } from '../../core/genotype';
import type { Rng } from '../../core/rng';
import { sample } from '../../space/genotype';
import type { SearchSpace } from '../../space/types';
import type { Draft } from '../batchStrategy';
import type { BracketView } from '../views';
import { rungLevels } from './brackets';

/** A trial of a rung as it is remembered. */
export const rungTrialSchema = z.strictObject({
  trial: z.number().int().min(0),
  arch: z.string(),
  reward: z.number(),
});

export type RungTrial = z.infer<typeof rungTrialSchema>;

/** Draws that are made for a configuration that the rung does not have yet; a space may have no other. */
const DRAWS = 20;

/** A view's trials of one rung, at most: the best of them. */
const SHOWN = 256;

/** Best first; of equals the earlier trial. */
export function ranked<Trial extends RungTrial>(rung: readonly Trial[]): readonly Trial[] {
  return [...rung].sort((a, b) => b.reward - a.reward || a.trial - b.trial);
}

/** A genotype drawn at random that is not among `taken`, where 20 draws find one; its arch joins them. */
export function drawNew(space: SearchSpace, taken: Set<string>, rng: Rng): Genotype {
  let genotype = sample(space, rng);
  for (let draw = 1; draw < DRAWS && taken.has(space.format(genotype)); draw += 1) genotype = sample(space, rng);
  taken.add(space.format(genotype));
  return genotype;
}

export interface Stop {
  /** s. */
  readonly bracket: number;
  /** Index in `levels`. */
  readonly rung: number;
  /** Epochs after each rung of the bracket. */
  readonly levels: readonly number[];
  /** Whose training it continues; null in the first rung. */
  readonly parent: number | null;
}

/** The proposal of a genotype at a stop: the epochs that it lacks, from the weights it had at the rung before, or all of them anew. */
export function rungDraft(genotype: Genotype, { bracket, rung, levels, parent }: Stop, resume: boolean): Draft {
  const epochs = levels[rung] ?? 0;
  const goesOn = resume && parent !== null;
  const from = goesOn
    ? levels
        .slice(0, rung)
        .reduce<TrainingSpan | null>((span, level, i) => ({ genotype, epochs: level - (levels[i - 1] ?? 0), from: span }), null)
    : null;
  return {
    genotype,
    training: { epochs: goesOn ? epochs - (levels[rung - 1] ?? 0) : epochs, from },
    origin: { kind: 'rung', bracket, rung, epochs, resumes: goesOn ? parent : null },
  };
}

/** A rung for a view; promoted: trials that went on. */
export function rungView(
  epochs: number,
  trials: readonly RungTrial[],
  promoted: ReadonlySet<number>,
): BracketView['rungs'][number] {
  const shown = ranked(trials).slice(0, SHOWN);
  return {
    epochs,
    trials: shown
      .sort((a, b) => a.trial - b.trial)
      .map(({ trial, arch, reward }) => ({ trial, arch, reward, promoted: promoted.has(trial) })),
  };
}

interface RungSettings {
  readonly minEpochs: number;
  readonly maxEpochs: number;
  readonly eta: number;
  /** null: no end. */
  readonly configurations: number | null;
}

/**
 * The epochs of the rungs, minEpochs eta^k up to maxEpochs. LabError 'config' where they are in the wrong order, where there would be
 * no second rung, or where the configurations are too few to leave one at the last.
 */
export function checkedLevels({ minEpochs, maxEpochs, eta, configurations }: RungSettings): readonly number[] {
  if (minEpochs > maxEpochs) {
    throw new LabError(
      'config',
      `strategy.minEpochs: ${minEpochs} is more than strategy.maxEpochs, ${maxEpochs}.`,
      `Set strategy.minEpochs to at most ${Math.max(1, Math.floor(maxEpochs / eta))}, or raise strategy.maxEpochs.`,
    );
  }
  checkOneHalving(maxEpochs, eta, minEpochs);
  const levels = rungLevels(minEpochs, maxEpochs, eta);
  const needed = eta ** (levels.length - 1);
  if (configurations !== null && configurations < needed) {
    throw new LabError(
      'config',
      `strategy.configurations: ${configurations} are fewer than a bracket needs: ${levels.length} rungs of ${levels.join(', ')} epochs leave one of ${needed}.`,
      `Set strategy.configurations to ${needed} or more, lower strategy.maxEpochs, or raise strategy.minEpochs.`,
    );
  }
  return levels;
}

/** LabError 'config' where maxEpochs leaves no room for a rung before the last: nothing could be stopped early. */
export function checkOneHalving(maxEpochs: number, eta: number, minEpochs = 1): void {
  if (minEpochs * eta <= maxEpochs) return;
  throw new LabError(
    'config',
    `strategy.maxEpochs: ${maxEpochs} is smaller than the smallest bracket, from ${minEpochs} to ${minEpochs * eta} epochs at strategy.eta ${eta}: no trial could be stopped early.`,
    `Set strategy.maxEpochs to ${minEpochs * eta} or more, or lower strategy.eta.`,
  );
}
