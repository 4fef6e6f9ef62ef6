import { LabError } from '../core/errors';
import type { Genotype } from '../core/genotype';
import { stableHash } from '../core/json';
import type { Budget } from '../core/measurement';
import { spansOf } from '../core/trainingSpan';
import { graphHash } from '../graph/canonical';
import type { NetworkGraph } from '../graph/types';
import { inherit } from '../train/morph/inherit';
import type { TrainedState } from '../train/state';
import type { ChildTrainer } from './childTrainer';
import { type ChildOptions, stretchOptions } from './childTraining';
import type { WeightStore } from './weightStore';

/** A genotype as it is trained. */
export interface ChildPlan {
  readonly arch: string;
  /** As the space builds it. */
  readonly network: NetworkGraph;
  /** With the genotype's dropout. */
  readonly graph: NetworkGraph;
  readonly options: ChildOptions;
  /** Names the graph and its options; the same for networks that differ in names alone. */
  readonly hash: string;
  /** Names them down to the names of the layers, which initial weights depend on. */
  readonly exactHash: string;
}

/** One stretch of training. */
export interface Stretch {
  readonly plan: ChildPlan;
  readonly epochs: number;
}

export function planOf(parts: Omit<ChildPlan, 'hash' | 'exactHash'>): ChildPlan {
  const { graph, options } = parts;
  const how = JSON.stringify(options);
  return { ...parts, hash: stableHash(`${graphHash(graph)} ${how}`), exactHash: stableHash(`${JSON.stringify(graph)} ${how}`) };
}

/** The stretches of a budget, oldest first, the one that is asked for last. */
export function stretchesOf(planFor: (genotype: Genotype) => ChildPlan, genotype: Genotype, budget: Budget): readonly Stretch[] {
  const earlier = spansOf(budget.from ?? null).map((span) => ({ plan: planFor(span.genotype), epochs: span.epochs }));
  return [...earlier, { plan: planFor(genotype), epochs: budget.epochs }];
}

/** 'HASH*3>HASH*6': what stretches depend on. exact: also on the names of layers. */
export function chainText(stretches: readonly Stretch[], exact = false): string {
  return stretches.map(({ plan, epochs }) => `${exact ? plan.exactHash : plan.hash}*${epochs}`).join('>');
}

export interface TrainingNotice {
  readonly message: string;
  readonly remedy: string;
}

export interface ChainParts {
  readonly trainer: ChildTrainer;
  readonly store: WeightStore;
  readonly onNotice: (notice: TrainingNotice) => void;
}

/**
 * Gives stretches the weights that they go on from. Those of earlier stretches lie in a store; where they do not any more (the run
 * was interrupted, or they had to make room), the chain is trained again from what is there, which gives the same bits and is said
 * once.
 */
export class TrainingChains {
  private readonly underWay = new Map<string, Promise<TrainedState>>();
  private said = false;

  constructor(private readonly parts: ChainParts) {}

  /** The state that the last of these stretches goes on from; undefined: initial weights. Rejects as the trainer does. */
  async before(stretches: readonly Stretch[], budget: Budget, signal: AbortSignal): Promise<TrainedState | undefined> {
    const earlier = stretches.slice(0, -1);
    const from = earlier.at(-1);
    const to = stretches.at(-1);
    if (from === undefined || to === undefined) return undefined;
    const state = await this.after(earlier, budget, signal);
    return this.carriedOver(state, from, to, budget);
  }

  /** Takes over what a training left behind, where all of it was computed on what computes now. */
  hold(stretches: readonly Stretch[], budget: Budget, state: TrainedState): void {
    if (state.backend === this.parts.trainer.info.label) this.parts.store.put(this.key(stretches, budget), state);
  }

  private key(stretches: readonly Stretch[], { trainImages, seed }: Budget): string {
    return `${this.parts.trainer.info.label} ${chainText(stretches, true)} ${trainImages}/${seed}`;
  }

  /** The state after these stretches. */
  private async after(stretches: readonly Stretch[], budget: Budget, signal: AbortSignal): Promise<TrainedState> {
    const key = this.key(stretches, budget);
    for (;;) {
      const held = this.parts.store.get(key);
      if (held !== undefined) return held;
      const others = this.underWay.get(key);
      if (others === undefined) break;
      // Whoever trains it may be cancelled; then it is this one's turn.
      await Promise.allSettled([others]);
      if (signal.aborted) return others;
    }
    const work = this.trainAgain(stretches, budget, signal).finally(() => this.underWay.delete(key));
    this.underWay.set(key, work);
    return work;
  }

  private async trainAgain(stretches: readonly Stretch[], budget: Budget, signal: AbortSignal): Promise<TrainedState> {
    const last = stretches.at(-1);
    if (last === undefined) throw new RangeError('TrainingChains: a chain of no stretches');
    if (!this.said) {
      this.said = true;
      this.parts.onNotice({
        message: `The weights of ${last.plan.arch} after ${last.epochs} epochs are not in memory any more: they are trained again, as others will be, and come out the same.`,
        remedy:
          'This happens once after a run was interrupted. Where it costs too much, let fewer or smaller children be gone on from.',
      });
    }
    const resume = await this.before(stretches, budget, signal);
    const result = await this.parts.trainer.train(
      {
        graph: last.plan.graph,
        options: stretchOptions(last.plan.options, { epochs: last.epochs, seed: budget.seed }),
        trainImages: budget.trainImages,
        keep: true,
        ...(resume && { resume }),
      },
      { signal },
    );
    if (result.state === undefined) {
      throw new LabError('internal', 'The trainer kept no weights of a child that was to be gone on from.', 'Report this.');
    }
    this.hold(stretches, budget, result.state);
    return result.state;
  }

  /**
   * Weights of one stretch for the next. The same network: as they are, moments included. Deviation: Jaderberg et al. 2017 do not
   * say what becomes of an optimiser's moments where hyperparameters change; here they are carried on, unless the optimiser is
   * another. Another network: by a function-preserving change, with fresh moments.
   */
  private carriedOver(state: TrainedState, from: Stretch, to: Stretch, { seed }: Budget): TrainedState {
    if (from.plan.network === to.plan.network || JSON.stringify(from.plan.network) === JSON.stringify(to.plan.network))
      return state;
    const { values } = inherit({ graph: from.plan.graph, values: state.values }, to.plan.graph, {
      init: to.plan.options.init,
      seed,
    });
    return { ...state, values, optimiser: null };
  }
}
