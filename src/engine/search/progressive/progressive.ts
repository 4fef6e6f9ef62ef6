import { z } from 'zod';
import { LabError } from '../../core/errors';
import type { JsonValue } from '../../core/json';
import type { Rng } from '../../core/rng';
import { optionAt, optionCount, sampleChoice } from '../../space/genotype';
import type { Choice, Decision, Genotype, SearchSpace } from '../../space/types';
import { BatchStrategy, type Draft } from '../batchStrategy';
import { byName, perturb } from '../moves';
import { parseState } from '../restore';
import type { Observation } from '../types';
import type { StageView, StrategyView } from '../views';
import type { ProgressiveConfig } from './config';

const childSchema = z.strictObject({ trial: z.number().int().min(0), arch: z.string(), reward: z.number() });
const stageSchema = z.strictObject({
  stage: z.number().int().min(1),
  trials: z.number().int().min(0),
  kept: z.array(childSchema),
});
const memorySchema = z.strictObject({ stages: z.array(stageSchema) });
type Stage = z.infer<typeof stageSchema>;

/** Options that leave a network as it is, the simplest first; where a decision has none of them, its first option is its simplest. */
const SIMPLEST = ['none', 'no', 'zero', 'identity', 'skip_connect', 'skip'];

/** The choice of a decision that is not open yet. */
export function simplestChoice(decision: Decision): Choice {
  if (decision.kind === 'categorical') {
    for (const name of SIMPLEST) {
      const index = decision.options.indexOf(name);
      if (index >= 0) return index;
    }
    return 0;
  }
  if (decision.kind === 'int') return decision.min;
  const count = optionCount(decision);
  if (count !== null) return optionAt(decision, 0);
  return decision.min;
}

/**
 * Progressive search: stage s of S opens the first s/S of a genotype's decisions; those still closed have their simplest choice. A
 * stage's children extend one of the best of the stage before: open decisions are kept, newly opened ones drawn, and every second child
 * has one of the old ones changed besides. The guide's progressive search (layers up to three times the stage), and Liu et al. 2018
 * (PNAS), whose beam it takes; deviation: no predictor ranks the extensions, they are drawn.
 */
export class ProgressiveStrategy extends BatchStrategy {
  private stages: readonly Stage[] = [];

  constructor(
    private readonly config: ProgressiveConfig,
    private readonly space: SearchSpace,
    seed: number,
  ) {
    super('progressive', seed);
    if (config.beam > config.childrenPerStage) {
      throw new LabError(
        'config',
        `strategy.beam: got ${config.beam}, a stage has ${config.childrenPerStage} children.`,
        'Lower strategy.beam, or raise strategy.childrenPerStage.',
      );
    }
  }

  override view(): StrategyView {
    const { stages } = this.config;
    return {
      kind: 'stages',
      stages: this.stages.map(
        ({ stage, trials, kept }): StageView => ({
          stage,
          title: `first ${Math.round((100 * stage) / stages)} % of the decisions open`,
          trials,
          best: kept[0] ?? null,
          kept,
        }),
      ),
    };
  }

  protected propose(rng: Rng): readonly Draft[] {
    const { stages, childrenPerStage, childrenPerEpisode } = this.config;
    const stage = Math.floor(this.trials / childrenPerStage) + 1;
    if (stage > stages) return [];
    const left = stage * childrenPerStage - this.trials;
    return Array.from({ length: Math.min(left, childrenPerEpisode) }, () => this.child(stage, rng));
  }

  protected learn(observations: readonly Observation[]): void {
    const stage = Math.floor(this.trials / this.config.childrenPerStage) + 1;
    const before = this.stages.find((one) => one.stage === stage);
    const children = observations.map(({ trial, genotype, reward }) => ({ trial, arch: this.space.format(genotype), reward }));
    const best = new Map<string, Stage['kept'][number]>();
    for (const child of [...(before?.kept ?? []), ...children]) {
      const known = best.get(child.arch);
      if (known === undefined || child.reward > known.reward) best.set(child.arch, child);
    }
    const kept = [...best.values()].sort((a, b) => b.reward - a.reward || a.trial - b.trial).slice(0, this.config.beam);
    const grown: Stage = { stage, trials: (before?.trials ?? 0) + children.length, kept };
    this.stages = [...this.stages.filter((one) => one.stage !== stage), grown];
  }

  protected memory(): JsonValue {
    return { stages: this.stages.map((stage) => ({ ...stage, kept: stage.kept.map((child) => ({ ...child })) })) };
  }

  protected recall(memory: JsonValue): void {
    this.stages = parseState(memorySchema, memory, this.id).stages;
  }

  private child(stage: number, rng: Rng): Draft {
    const kept = this.stages.find((one) => one.stage === stage - 1)?.kept ?? [];
    const parent = kept[rng.int(Math.max(1, kept.length))];
    const from = parent === undefined ? null : this.space.parse(parent.arch);
    const genotype = this.extended(stage, from, from !== null && rng.uniform() < 0.5, rng);
    return { genotype, origin: { kind: 'stage', stage, parent: parent?.trial ?? null } };
  }

  /** How many of so many decisions are open at a stage. */
  private open(stage: number, decisions: number): number {
    return Math.ceil((stage * decisions) / this.config.stages);
  }

  private extended(stage: number, parent: Genotype | null, isMutated: boolean, rng: Rng): Genotype {
    const length = parent?.choices.length ?? this.longest();
    const [before, now] = [parent === null ? 0 : this.open(stage - 1, length), this.open(stage, length)];
    const wanted: ReadonlyMap<string, Choice> = parent === null ? new Map() : byName(this.space, parent);
    const changed = isMutated ? rng.int(before) : -1;
    const choices: Choice[] = [];
    for (let decision = this.space.next(choices); decision !== null; decision = this.space.next(choices)) {
      choices.push(this.choice(decision, choices.length, { before, now, changed }, wanted.get(decision.name), rng));
    }
    return { space: this.space.id, choices };
  }

  private choice(
    decision: Decision,
    position: number,
    { before, now, changed }: { readonly before: number; readonly now: number; readonly changed: number },
    kept: Choice | undefined,
    rng: Rng,
  ): Choice {
    if (position >= now) return simplestChoice(decision);
    if (position >= before || kept === undefined) return sampleChoice(decision, rng);
    return position === changed ? (perturb(decision, kept, rng) ?? kept) : kept;
  }

  /** Decisions along the simplest path: what shares are taken of before there is a parent. */
  private longest(): number {
    const choices: Choice[] = [];
    for (let decision = this.space.next(choices); decision !== null; decision = this.space.next(choices)) {
      choices.push(simplestChoice(decision));
    }
    return choices.length;
  }
}
