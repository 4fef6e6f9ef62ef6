import { LabError } from '../../core/errors';
import { suggestName } from '../../core/nearestName';
import { BlockError } from './errors';
import { expressionSize, FUNCTION_NAMES, namesIn, parseFormula } from './formula';
import { MAX_FORMULA_PARTS } from './limits';
import { type Domain, domainValues, type KeyPart, type NameTerm, type Site, type Term } from './nodes';
import type { Hyper, Scalar, SpaceDefinition, Use, Value } from './types';

/** Reports beyond this many faults are left out. */
const MAX_PROBLEMS = 100;

/** A use of a module under a name: decisions inside are shared by all uses of that name. */
export interface Scope {
  readonly module: string;
  readonly sites: Map<string, Site>;
}

/** Where in the definition something stands. */
export interface Place {
  readonly path: string;
  readonly parts: readonly KeyPart[];
  /** Names that formulas know repeats' numbers by. */
  readonly steps: ReadonlyMap<string, string>;
  readonly scope: Scope | null;
  /** Names taken by decisions among those that share `scope`. */
  readonly taken: Set<string>;
  /** Modules of the section `modules` that this lies in. */
  readonly within: readonly string[];
  /** What inputChoice may read, and the cell's later nodes; null outside cells. */
  readonly cell: { readonly earlier: readonly string[]; readonly later: readonly string[] } | null;
}

const RESERVED: readonly string[] = ['true', 'false', 'step', ...FUNCTION_NAMES];

const staticKey = (parts: readonly KeyPart[]): string => parts.map((part) => (typeof part === 'string' ? part : '#')).join('.');

export const labelOf = (value: Scalar): string => String(value);

/** Follows hyperparameters to terms. Faults are collected in `problems`, and the walk goes on with a stand-in. */
export class ValueCompiler {
  readonly problems: BlockError[] = [];
  readonly sites = new Map<string, Site>();
  private readonly usedNames = new Set<string>();
  private readonly dynamics = new Map<string, Term>();
  private readonly following: string[] = [];

  constructor(protected readonly definition: SpaceDefinition) {
    this.checkNames();
  }

  protected problem(path: string, message: string, remedy: string): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(new BlockError(path, message, remedy));
  }

  /** Hyperparameters that nothing uses. */
  protected unusedNames(): readonly string[] {
    return Object.keys(this.definition.hyperparameters ?? {}).filter((name) => !this.usedNames.has(name));
  }

  private checkNames(): void {
    const hypers = Object.entries(this.definition.hyperparameters ?? {});
    for (const [name, hyper] of hypers) {
      const path = `hyperparameters.${name}`;
      if (RESERVED.includes(name)) this.problem(path, `'${name}' is a word of formulas.`, 'Choose another name.');
      if (hyper.name !== undefined) {
        this.problem(`${path}.name`, `a shared hyperparameter is called by its key, '${name}'.`, "Leave 'name' out.");
      }
    }
    const names = hypers.map(([name]) => name);
    let first: readonly string[] | null = null;
    for (const [profile, constants] of Object.entries(this.definition.profiles ?? {})) {
      const known = Object.keys(constants ?? {});
      for (const name of known) {
        if (names.includes(name) || RESERVED.includes(name)) {
          this.problem(`profiles.${profile}.${name}`, `the name '${name}' is used twice.`, 'Rename one of the two.');
        }
      }
      first ??= known;
      if ([...first].sort().join() !== [...known].sort().join()) {
        this.problem(
          `profiles.${profile}`,
          `every profile must give the same names, got [${known.join(', ')}] beside [${first.join(', ')}].`,
          'Give each name a number in every profile.',
        );
      }
    }
  }

  private constants(): readonly string[] {
    const [first] = Object.values(this.definition.profiles ?? {});
    return Object.keys(first ?? {});
  }

  /** The site of a decision called `local` in this place; numbered where the name is taken. */
  protected site(place: Place, path: string, local: string, domain: Domain): Site {
    const parts = this.claim(place, local);
    const key = staticKey(parts);
    const known = place.scope?.sites.get(key);
    if (known !== undefined) return known;
    const site: Site = { path, parts, shared: place.scope !== null, domain };
    place.scope?.sites.set(key, site);
    this.register(key, site);
    return site;
  }

  private register(key: string, site: Site): void {
    if (this.sites.has(key)) {
      this.problem(site.path, `the name '${key}' is used twice.`, 'Give one of the two another name.');
    } else this.sites.set(key, site);
  }

  /** Name parts that no other in reach has: 'filters', 'filters2', ... */
  protected claim(place: Place, local: string): readonly KeyPart[] {
    for (let n = 1; ; n += 1) {
      const parts = [...place.parts, n === 1 ? local : `${local}${n}`];
      const key = staticKey(parts);
      if (place.taken.has(key)) continue;
      place.taken.add(key);
      return parts;
    }
  }

  /** A value in a field; `local` names its decision where it is decided in place. */
  protected term(place: Place, path: string, value: Value<Scalar | readonly [number, number]>, local: string): Term {
    if (typeof value !== 'object') return { kind: 'fixed', path, value };
    if (isPair(value)) return { kind: 'fixed', path, value };
    if ('use' in value) return this.shared(place, path, value);
    return this.hyper(place, path, value, (domain) => this.site(place, path, value.name ?? local, domain));
  }

  private shared(place: Place, path: string, { use }: Use): Term {
    const hypers = this.definition.hyperparameters ?? {};
    const hyper = Object.hasOwn(hypers, use) ? hypers[use] : undefined;
    if (hyper === undefined) {
      this.problem(`${path}.use`, `there is no hyperparameter '${use}'.`, this.nearest(use, Object.keys(hypers)));
      return { kind: 'fixed', path, value: 0 };
    }
    this.usedNames.add(use);
    if (this.following.includes(use)) {
      const cycle = [...this.following.slice(this.following.indexOf(use)), use].join(' -> ');
      this.problem(`hyperparameters.${use}`, `the hyperparameters form a cycle: ${cycle}.`, 'Compute one of them from others.');
      return { kind: 'fixed', path, value: 0 };
    }
    // A formula means the step of the place it is used in, so that it is read anew under other repeats.
    const cached = `${use}|${[...place.steps].join('|')}`;
    const known = this.dynamics.get(cached);
    if (known !== undefined) return { ...known, path };
    this.following.push(use);
    const term = this.hyper(place, `hyperparameters.${use}`, hyper, (domain) => this.sharedSite(use, domain));
    this.following.pop();
    this.dynamics.set(cached, term);
    return { ...term, path };
  }

  private sharedSite(name: string, domain: Domain): Site {
    const known = this.sites.get(name);
    if (known?.path === `hyperparameters.${name}`) return known;
    const site: Site = { path: `hyperparameters.${name}`, parts: [name], shared: true, domain };
    this.register(name, site);
    return site;
  }

  protected nearest(typed: string, known: readonly string[]): string {
    return known.length === 0 ? 'There are none: write one.' : suggestName(typed, known) || 'Correct the name.';
  }

  private hyper(place: Place, path: string, hyper: Hyper, site: (domain: Domain) => Site): Term {
    if (hyper.kind === 'constant') return { kind: 'fixed', path, value: hyper.value };
    if (hyper.kind === 'dynamic') return this.formula(place, path, `${path}.formula`, hyper.formula);
    const domain = this.domain(path, hyper);
    return domain === null ? { kind: 'fixed', path, value: 0 } : { kind: 'site', path, site: site(domain) };
  }

  private domain(path: string, hyper: Exclude<Hyper, { kind: 'constant' | 'dynamic' }>): Domain | null {
    switch (hyper.kind) {
      case 'choice': {
        if (hyper.options.length === 0) {
          this.problem(`${path}.options`, 'the choice is empty.', 'Give at least one option.');
          return null;
        }
        const labels = hyper.options.map(labelOf);
        const twice = labels.findIndex((label, i) => labels.indexOf(label) !== i);
        if (twice >= 0) {
          this.problem(`${path}.options[${twice}]`, `the option '${labels[twice]}' is there twice.`, 'Remove one.');
          return null;
        }
        return { kind: 'choice', labels, values: hyper.options };
      }
      case 'bool':
        return { kind: 'choice', labels: ['false', 'true'], values: [false, true] };
      case 'int':
        if (!this.ordered(path, hyper)) return null;
        return { kind: 'int', min: hyper.min, max: hyper.max, step: hyper.step ?? 1 };
      case 'real': {
        if (!this.ordered(path, hyper)) return null;
        const { min, max, scale = 'linear', step } = hyper;
        if (scale === 'log' && (!(min > 0) || step !== undefined)) {
          this.problem(
            path,
            step === undefined ? `a log scale needs min above 0, got ${min}.` : 'a log scale has no step.',
            "Raise min, leave 'step' out, or use the linear scale.",
          );
          return null;
        }
        if (step !== undefined && (max - min) / step > 1e6) {
          this.problem(
            `${path}.step`,
            `a step of ${step} gives more than a million values.`,
            "Use a larger step, or leave 'step' out.",
          );
          return null;
        }
        return { kind: 'real', min, max, scale, step };
      }
      default:
        hyper satisfies never;
        return null;
    }
  }

  private ordered(path: string, { min, max }: { readonly min: number; readonly max: number }): boolean {
    if (min <= max) return true;
    this.problem(path, `the range is empty: min ${min} is above max ${max}.`, 'Exchange the two.');
    return false;
  }

  /** A formula read in a place; `path` is its hyperparameter's, `at` its text's. */
  protected formula(place: Place, path: string, at: string, text: string): Term {
    try {
      const expression = parseFormula(text);
      const names = new Map<string, NameTerm>();
      for (const { name, at: column } of namesIn(expression)) names.set(name, this.named(place, at, name, column));
      const size = expressionSize(expression, (name) => {
        const read = names.get(name);
        return read?.kind === 'formula' ? read.size : 1;
      });
      if (size > MAX_FORMULA_PARTS) {
        this.problem(
          at,
          `the formula has more than ${MAX_FORMULA_PARTS} parts, the formulas it reads written out.`,
          'Write it shorter: 2 * a instead of a + a, or a power.',
        );
        return { kind: 'fixed', path, value: 0 };
      }
      return { kind: 'formula', path, text, expression, names, size };
    } catch (thrown) {
      if (!(thrown instanceof LabError) || thrown instanceof BlockError) throw thrown;
      this.problem(at, thrown.message, thrown.remedy);
      return { kind: 'fixed', path, value: 0 };
    }
  }

  private named(place: Place, at: string, name: string, column: number): NameTerm {
    const repeat = place.steps.get(name);
    if (repeat !== undefined) return { kind: 'step', repeat };
    const hypers = Object.keys(this.definition.hyperparameters ?? {});
    if (hypers.includes(name)) return this.shared(place, at, { use: name });
    const constants = this.constants();
    if (constants.includes(name)) return { kind: 'profile', name };
    const known = [...hypers, ...constants, ...place.steps.keys()];
    this.problem(
      at,
      `character ${column}: there is no '${name}' here.`,
      name === 'step' ? "'step' is known inside a repeat only." : this.nearest(name, known),
    );
    return { kind: 'fixed', path: at, value: 0 };
  }

  /** Numbers of profiles may set what layers are like, not which there are: decisions are the same in every profile. */
  protected structural(term: Term, path: string): void {
    const profile = (one: NameTerm): boolean =>
      one.kind === 'profile' || (one.kind === 'formula' && [...one.names.values()].some(profile));
    if (profile(term)) {
      this.problem(path, "a profile's number decides what is asked here.", 'Use such numbers in the fields of layers only.');
    }
  }

  protected flag(term: Term, path: string): void {
    this.each(term, (value) => typeof value === 'boolean', 'true or false', path);
  }

  /** Checks every value a term can have, where they can be listed. */
  protected each(term: Term, holds: (value: unknown) => boolean, rule: string, path = term.path): void {
    const listed = term.kind === 'fixed' ? [term.value] : term.kind === 'site' ? domainValues(term.site.domain, 10_000) : [];
    if (listed === null) {
      this.problem(path, `it must be ${rule}, and cannot be any of so many numbers.`, 'Choose among fewer values.');
      return;
    }
    const wrong = listed.find((value) => !holds(value));
    if (wrong !== undefined) this.problem(path, `it must be ${rule}, got ${String(wrong)}.`, 'Correct the value or its options.');
  }
}

function isPair(value: object): value is readonly [number, number] {
  return Array.isArray(value);
}
