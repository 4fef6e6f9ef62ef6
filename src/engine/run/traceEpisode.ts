import type { ControllerSettings } from '../controller/config';
import type { EpisodeDraw } from '../controller/episode';
import type { FusedPolicy } from '../controller/fused/fusedPolicy';
import type { NodeValues } from '../controller/fused/inspect';
import { jointRule } from '../controller/joint';
import { policyLayout } from '../controller/layout';
import { policyObjective } from '../controller/objective';
import { decodePolicyState } from '../controller/state';
import type { LossReport, PolicyNetwork } from '../controller/types';
import type { EpisodeWatch, WatchedCredit, WatchedStep } from '../controller/watch';
import { exp } from '../core/exactMath';
import { summariseRewards } from './summary';
import type { EpisodeTrace, TraceBaseline, TraceChild, TraceDecision, TraceNode, TraceRow, TraceUpdate } from './traceTypes';

export interface EpisodeRecorderDeps {
  readonly settings: ControllerSettings;
  readonly decisions: readonly TraceDecision[];
  /** The policy that learns; it is only asked for its state. */
  readonly network: PolicyNetwork;
  /** Of the same shape, to be looked into: nothing that is done to it reaches the run. */
  readonly mirror: FusedPolicy;
}

type PendingUpdate = Omit<TraceUpdate, 'report' | 'stepNorm' | 'largestStep'>;

/**
 * Writes down an episode while the strategy goes through it. Every number is computed from the parameters that the run itself
 * has at that moment, which are copied into a mirror: looking must not change in which order the run adds.
 */
export class EpisodeRecorder implements EpisodeWatch {
  private draw: EpisodeDraw | null = null;
  private credit: WatchedCredit | null = null;
  private paths: readonly (readonly number[])[] = [];
  /** Place of each distinct node among the episode's, by its decision and what was taken before. */
  private readonly places = new Map<string, number>();
  private sampled: NodeValues[] = [];
  private pending: PendingUpdate | null = null;
  private parameters: Float64Array = new Float64Array(0);
  private readonly updates: TraceUpdate[] = [];

  constructor(private readonly deps: EpisodeRecorderDeps) {}

  async drawn(draw: EpisodeDraw): Promise<void> {
    await this.copy();
    this.draw = draw;
    this.paths = distinct([...draw.actions, ...draw.sampled]);
    this.sampled = this.look();
  }

  credited(credit: WatchedCredit): void {
    this.credit = credit;
  }

  async beforeStep({ children, batch, loss, step }: WatchedStep): Promise<void> {
    const { mirror } = this.deps;
    await this.copy();
    const { gradient } = mirror.gradient(batch, loss);
    const logProbs = mirror.logProbs(batch.actions, loss.faults ?? []);
    const slopes = new Float64Array(children.length);
    policyObjective(logProbs, batch.oldLogProbs, batch.advantages, 0, loss, slopes);
    const gradientNorm = Math.sqrt(gradient.reduce((sum, slope) => sum + slope * slope, 0));
    const limit = step.gradientClip ?? Number.POSITIVE_INFINITY;
    this.pending = {
      learningRate: step.learningRate,
      entropyCoefficient: loss.entropyCoefficient,
      rows: children.map((child, s) => this.row(child, s, logProbs, { batch, loss }, slopes[s] ?? 0)),
      nodes: this.look().map(({ probs, logitGradient }) => ({ probs, gradient: logitGradient })),
      gradientNorm,
      gradientScale: gradientNorm > limit ? limit / gradientNorm : 1,
    };
  }

  async afterStep(report: LossReport): Promise<void> {
    const { pending, parameters: before } = this;
    if (pending === null) throw new RangeError('EpisodeRecorder: a step has ended that was not begun');
    await this.copy();
    let squares = 0;
    let largestStep = 0;
    for (const [i, value] of this.parameters.entries()) {
      const change = Math.abs(value - (before[i] ?? 0));
      squares += change * change;
      largestStep = Math.max(largestStep, change);
    }
    this.updates.push({ ...pending, report: { ...report }, stepNorm: Math.sqrt(squares), largestStep });
    this.pending = null;
  }

  /** After the strategy has been told. rewards: the children's own; archs: as the space writes them. */
  finish(episode: number, firstTrial: number, archs: readonly string[], rewards: readonly number[]): EpisodeTrace {
    const { draw, credit, deps } = this;
    if (draw === null || credit === null) throw new RangeError('EpisodeRecorder: the episode is not over');
    const { settings, mirror } = deps;
    const logProbsAfter = mirror.logProbs(draw.actions, settings.faults);
    const after = this.look();
    return {
      version: 1,
      episode,
      settings,
      parameters: this.parameters.length,
      decisions: deps.decisions,
      nodes: this.nodes(after),
      children: archs.map((arch, i) => this.child(i, firstTrial, arch, rewards[i] ?? 0, { draw, credit }, logProbsAfter[i] ?? 0)),
      baseline: this.baseline(credit),
      updates: this.updates,
    };
  }

  /** The run's present parameters, to the mirror and to this.parameters. */
  private async copy(): Promise<void> {
    const { network, mirror } = this.deps;
    await network.settle();
    const state = network.state();
    mirror.restore(state);
    this.parameters = decodePolicyState(state, policyLayout(network.shape).size).parameters;
  }

  /** Every distinct node of the episode's paths under the mirror's parameters, in a fixed order. */
  private look(): NodeValues[] {
    const values: NodeValues[] = [];
    for (const path of this.paths) {
      for (const [t, node] of this.deps.mirror.inspect(path).entries()) {
        const key = this.key(path, t);
        const known = this.places.get(key);
        const place = known ?? this.places.size;
        if (known === undefined) this.places.set(key, place);
        values[place] = node;
      }
    }
    return values;
  }

  private key(path: readonly number[], t: number): string {
    return `${t}:${this.prefix(path, t).join()}`;
  }

  private prefix(path: readonly number[], t: number): readonly number[] {
    const { input } = this.deps.settings;
    return input === 'softmax' || input === 'output' ? [] : path.slice(0, t);
  }

  private place(path: readonly number[], t: number): number {
    const place = this.places.get(this.key(path, t));
    if (place === undefined) throw new RangeError('EpisodeRecorder: a node was never looked at');
    return place;
  }

  private nodes(after: readonly NodeValues[]): TraceNode[] {
    const prefixes = new Map<number, readonly number[]>();
    for (const path of this.paths) {
      for (const t of path.keys()) prefixes.set(this.place(path, t), this.prefix(path, t));
    }
    return this.sampled.map(({ decision, input, hidden, cell, logits, probs }, i) => ({
      decision,
      prefix: prefixes.get(i) ?? [],
      input,
      hidden,
      cell,
      logits,
      probs,
      probsAfter: after[i]?.probs ?? [],
    }));
  }

  private child(
    i: number,
    firstTrial: number,
    arch: string,
    reward: number,
    { draw, credit }: { readonly draw: EpisodeDraw; readonly credit: WatchedCredit },
    logProbAfter: number,
  ): TraceChild {
    const actions = draw.actions[i] ?? [];
    const drawn = draw.sampled[i] ?? [];
    const path = actions.map((_, t) => this.place(actions, t));
    const { firstHead } = jointRule(this.deps.settings.faults);
    const credited = credit.credited[i] ?? reward;
    const advantage = credit.advantages[i] ?? 0;
    return {
      trial: firstTrial + i,
      arch,
      explores: draw.explores[i] ?? false,
      draws: drawn.map((option, t) => ({ node: this.place(drawn, t), uniform: draw.uniforms[i]?.[t] ?? 0, option })),
      actions,
      path,
      // An option that the first head lacks counts 0, as in the loss.
      terms: actions.map((option, t) => this.sampled[path[firstHead ? 0 : t] ?? 0]?.logProbs[option] ?? 0),
      logProb: draw.logProbs[i] ?? 0,
      logProbAfter,
      reward,
      credited,
      baseline: credit.used === null ? null : this.isNormalised ? credit.used : credited - advantage,
      advantage,
    };
  }

  private get isNormalised(): boolean {
    return this.deps.settings.baseline.kind === 'batch-normalised';
  }

  private baseline({ credited, before, used, next }: WatchedCredit): TraceBaseline {
    const { mean, std } = summariseRewards(credited);
    const level = (window: readonly number[] | null): number | null =>
      window === null ? null : window.reduce((sum, reward) => sum + reward, 0) / window.length;
    return {
      kind: this.deps.settings.baseline.kind,
      before: before.average ?? level(before.window),
      used,
      after: next.average ?? level(next.window),
      mean,
      std,
    };
  }

  private row(
    child: number,
    s: number,
    logProbs: Float64Array,
    { batch, loss }: Pick<WatchedStep, 'batch' | 'loss'>,
    slope: number,
  ): TraceRow {
    const { clip, update = 'ppo' } = loss;
    const logProb = logProbs[s] ?? 0;
    const advantage = batch.advantages[s] ?? 0;
    const ratio = exp(logProb - (batch.oldLogProbs[s] ?? 0));
    const bounded = Math.min(Math.max(ratio, 1 - clip), 1 + clip);
    const held = update === 'ppo' ? bounded * advantage : null;
    const free = update === 'ppo' ? ratio * advantage : logProb * advantage;
    return {
      child,
      logProb,
      ratio,
      side: ratio > 1 + clip ? 'above' : ratio < 1 - clip ? 'below' : 'inside',
      free,
      held,
      gain: held === null ? free : Math.min(free, held),
      slope,
    };
  }
}

function distinct(paths: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return [...new Map(paths.map((path) => [path.join(), path])).values()];
}
