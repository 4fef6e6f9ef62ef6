import { ContainerCompiler } from './compileContainers';
import type { BlockError } from './errors';
import { checkSize } from './limits';
import type { Node, Site, Term } from './nodes';
import type { SpaceDefinition } from './types';

/** A definition without faults, ready to be walked. */
export interface Program {
  readonly network: Node;
  readonly head: Node | null;
  readonly training: ReadonlyMap<string, Term>;
  /** Every decision, each once. */
  readonly sites: readonly Site[];
  /** Hyperparameters that nothing uses. */
  readonly unused: readonly string[];
}

export type Compiled =
  | { readonly program: Program; readonly problems: readonly [] }
  | { readonly program: null; readonly problems: readonly BlockError[] };

class Stop extends Error {}

class DefinitionCompiler extends ContainerCompiler {
  compile(): Compiled {
    const { network, head, training } = this.definition;
    const body = this.module(this.root('network'), network);
    const top = head === undefined ? null : this.module(this.root('head'), head);
    const terms = new Map<string, Term>();
    const place = this.root('training');
    for (const name of ['learningRate', 'batch', 'optimiser', 'dropout', 'augmentation'] as const) {
      const value = training?.[name];
      if (value !== undefined) terms.set(name, this.term(place, `training.${name}`, value, name));
    }
    for (const [name, term] of terms) this.structural(term, `training.${name}`);
    const tooLarge = checkSize(body, top);
    if (tooLarge !== null) this.problems.push(tooLarge);
    const [first] = this.problems;
    if (first !== undefined) return { program: null, problems: this.problems };
    const sites = [...this.sites.values()];
    return { program: { network: body, head: top, training: terms, sites, unused: this.unusedNames() }, problems: [] };
  }

  protected override giveUp(): never {
    throw new Stop();
  }
}

/** Follows every reference of a definition and reads its formulas; or all the faults that were found, each with its path. */
export function compile(definition: SpaceDefinition): Compiled {
  const compiler = new DefinitionCompiler(definition);
  try {
    return compiler.compile();
  } catch (thrown) {
    if (!(thrown instanceof Stop)) throw thrown;
    return { program: null, problems: compiler.problems };
  }
}
