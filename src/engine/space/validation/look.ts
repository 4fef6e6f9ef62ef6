import { LabError } from '../../core/errors';
import { canonicalJson } from '../../core/json';
import type { Rng } from '../../core/rng';
import { graphHash } from '../../graph/canonical';
import { countGraph } from '../../graph/count';
import type { GraphCount, NetworkGraph } from '../../graph/types';
import { optionCount, sampleChoice } from '../genotype';
import type { BuildOptions, Choice, Decision, Genotype, SearchSpace } from '../types';

/** A genotype and what became of it. */
export interface Seen {
  readonly genotype: Genotype;
  readonly text: string;
  readonly decisions: readonly Decision[];
  readonly graph: NetworkGraph | null;
  /** What the child is: its network's hash and how it is trained. */
  readonly identity: string;
  readonly hash: string;
  readonly count: GraphCount | null;
  readonly fault: LabError | null;
}

/** Builds genotypes and remembers what came out. */
export class Look {
  private readonly known = new Map<string, Seen>();
  layers = 0;

  constructor(
    private readonly space: SearchSpace,
    private readonly options: BuildOptions,
  ) {}

  see(genotype: Genotype): Seen {
    const text = this.space.format(genotype);
    const before = this.known.get(text);
    if (before !== undefined) return before;
    const decisions: Decision[] = [];
    genotype.choices.forEach((_, i) => {
      const decision = this.space.next(genotype.choices.slice(0, i));
      if (decision !== null) decisions.push(decision);
    });
    const seen: Seen = { genotype, text, decisions, ...this.built(genotype, text) };
    this.known.set(text, seen);
    return seen;
  }

  private built(genotype: Genotype, text: string): Pick<Seen, 'graph' | 'identity' | 'hash' | 'count' | 'fault'> {
    try {
      const training = canonicalJson({ ...this.space.training?.(genotype) });
      if (this.space.value !== undefined) return { graph: null, identity: text, hash: text, count: null, fault: null };
      const graph = this.space.build(genotype, this.options);
      this.layers += graph.layers.length;
      const hash = graphHash(graph);
      return { graph, identity: `${hash} ${training}`, hash, count: countGraph(graph), fault: null };
    } catch (thrown) {
      if (!(thrown instanceof LabError)) throw thrown;
      return { graph: null, identity: `fault ${text}`, hash: '', count: null, fault: thrown };
    }
  }

  all(): readonly Seen[] {
    return [...this.known.values()];
  }
}

/** The genotype with choice `at` replaced; what follows is kept where it still fits, and drawn anew where it does not. */
export function changed(space: SearchSpace, genotype: Genotype, at: number, choice: Choice, rng: Rng): Genotype {
  const before = genotype.choices;
  const names = before.map((_, i) => space.next(before.slice(0, i))?.name ?? '');
  const choices: Choice[] = [...before.slice(0, at), choice];
  for (let decision = space.next(choices); decision !== null; decision = space.next(choices)) {
    const { name } = decision;
    const kept = before[names.indexOf(name)];
    const count = optionCount(decision);
    const fits =
      kept !== undefined &&
      (decision.kind === 'categorical' ? kept < (count ?? 0) : kept >= decision.min && kept <= decision.max);
    choices.push(fits ? kept : sampleChoice(decision, rng));
  }
  return { space: space.id, choices };
}
