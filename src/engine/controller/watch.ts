import type { Advantages, BaselineMemory } from './advantages';
import type { EpisodeDraw } from './episode';
import type { Awaitable, LossOptions, LossReport, PolicyBatch, StepOptions } from './types';

/** One optimiser step, about to be taken. */
export interface WatchedStep {
  /** [batch]: place in the episode of the child that each row of the mini-batch is. */
  readonly children: readonly number[];
  readonly batch: PolicyBatch;
  readonly loss: LossOptions;
  readonly step: StepOptions;
}

export interface WatchedCredit extends Advantages {
  /** What each child is credited with, in order of proposal: its own reward, or by fault 8 another child's. */
  readonly credited: readonly number[];
  readonly before: BaselineMemory;
}

/** Sees an episode of a controller from inside, as slow motion needs it. It may look, and must change nothing. */
export interface EpisodeWatch {
  drawn(draw: EpisodeDraw): Awaitable<void>;
  credited(credit: WatchedCredit): Awaitable<void>;
  beforeStep(step: WatchedStep): Awaitable<void>;
  /** After the parameters have changed; the report is of the loss before. */
  afterStep(report: LossReport): Awaitable<void>;
}
