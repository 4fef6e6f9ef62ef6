import { type Place, type Scope, ValueCompiler } from './compileValues';
import { LAYER_FIELDS } from './layers';
import { MAX_NODES, MAX_REPEATS } from './limits';
import { domainValues, type Labelled, type NameTerm, type Node, type Site, type Term } from './nodes';
import { optionIndex, orders, subsets } from './options';
import type { Cell, InputChoice, LayerModule, Module, Modules, ModuleUse, Permutation, Repeat } from './types';
import { NAME_PATTERN } from './words';

const MAX_REFERENCES = 40;

/** What a module is called where it has no label: its name, its kind, or the module it uses. */
function ownLabel(module: Module): string {
  if (module.kind === undefined) return module.as ?? module.use;
  return module.name ?? module.kind;
}

const asRecord = (modules: Modules): modules is { readonly [name: string]: Module } => !Array.isArray(modules);

/** Follows modules to nodes. */
export abstract class ContainerCompiler extends ValueCompiler {
  private readonly scopes = new Map<string, Scope>();
  private readonly taken = new Set<string>();
  private nodes = 0;

  /** Ends the compilation with the problems found so far. */
  protected abstract giveUp(): never;

  protected root(path: string): Place {
    const parts = path === 'head' ? [path] : [];
    return { path, parts, steps: new Map(), scope: null, taken: this.taken, within: [], cell: null };
  }

  protected module(place: Place, module: Module): Node {
    this.nodes += 1;
    if (this.nodes > MAX_NODES) {
      this.problem(place.path, `the definition has more than ${MAX_NODES} modules, uses written out.`, 'Use a repeat.');
      this.giveUp();
    }
    const { path } = place;
    if (module.kind === undefined) return this.use(place, module);
    switch (module.kind) {
      case 'sequential':
        return this.sequence(this.inside(place, module.name), module.modules);
      case 'permutation':
        return this.permutation(place, module);
      case 'optional': {
        const when = this.term(place, `${path}.when`, module.when ?? { kind: 'bool' }, module.name ?? ownLabel(module.module));
        this.structural(when, `${path}.when`);
        this.flag(when, `${path}.when`);
        const node = this.module(at(this.inside(place, module.name), `${path}.module`), module.module);
        return { kind: 'optional', path, node, when, keepLink: module.keepLink ?? true };
      }
      case 'repeat':
        return this.repeat(place, module);
      case 'or': {
        const options = this.labelled(this.inside(place, module.name), `${path}.options`, module.options);
        const labels = options.map(({ label }) => label);
        if (labels.length === 0) {
          this.problem(`${path}.options`, 'the choice is empty.', 'Give at least one option.');
          return { kind: 'sequence', path, nodes: [] };
        }
        const choice = this.term(
          place,
          `${path}.choice`,
          module.choice ?? { kind: 'choice', options: labels },
          module.name ?? 'op',
        );
        this.structural(choice, `${path}.choice`);
        this.each(choice, (value) => optionIndex(labels, value) !== null, `one of ${labels.join(', ')}, or its number from 0`);
        return { kind: 'or', path, options, choice };
      }
      case 'when': {
        const inner = this.inside(place, module.name);
        const test = this.formula(place, path, `${path}.test`, module.test);
        this.structural(test, `${path}.test`);
        const yes = this.module(at(inner, `${path}.yes`), module.yes);
        const no = module.no === undefined ? null : this.module(at(inner, `${path}.no`), module.no);
        return { kind: 'when', path, test, yes, no };
      }
      case 'add':
      case 'concat': {
        const inner = this.inside(place, module.name);
        if (module.branches.length === 0) this.problem(`${path}.branches`, 'there are no branches.', 'Give at least one.');
        const branches = module.branches.map((branch, i) => this.module(at(inner, `${path}.branches[${i}]`), branch));
        return { kind: 'merge', path, how: module.kind, branches, calibrate: module.calibrate ?? false };
      }
      case 'cell':
        return this.cell(place, module);
      case 'inputChoice':
        return this.inputChoice(place, module);
      default:
        return this.layer(place, module);
    }
  }

  private inside(place: Place, name: string | undefined): Place {
    return name === undefined ? place : { ...place, parts: [...place.parts, name] };
  }

  private sequence(place: Place, modules: readonly Module[]): Node {
    const nodes = modules.map((one, i) => this.module(at(place, `${place.path}.modules[${i}]`), one));
    return { kind: 'sequence', path: place.path, nodes };
  }

  private use(place: Place, { use, as }: ModuleUse): Node {
    const modules = this.definition.modules ?? {};
    const module = Object.hasOwn(modules, use) ? modules[use] : undefined;
    if (module === undefined) {
      this.problem(`${place.path}.use`, `there is no module '${use}'.`, this.nearest(use, Object.keys(modules)));
      return { kind: 'sequence', path: place.path, nodes: [] };
    }
    if (place.within.includes(use) || place.within.length >= MAX_REFERENCES) {
      const cycle = [...place.within.slice(Math.max(place.within.indexOf(use), 0)), use].join(' -> ');
      this.problem(`modules.${use}`, `the modules form a cycle: ${cycle}.`, 'Repeat a module with repeat instead.');
      return { kind: 'sequence', path: place.path, nodes: [] };
    }
    const inner = { ...place, path: `modules.${use}`, within: [...place.within, use] };
    if (as === undefined) {
      const claimed = this.claim(place, use);
      return this.module({ ...inner, parts: claimed }, module);
    }
    const known = this.scopes.get(as);
    if (known !== undefined && known.module !== use) {
      this.problem(
        `${place.path}.as`,
        `the name '${as}' is used twice: for the module '${known.module}' and for '${use}'.`,
        'Share decisions among uses of one module.',
      );
    }
    const scope = known ?? { module: use, sites: new Map<string, Site>() };
    this.scopes.set(as, scope);
    return this.module({ ...inner, parts: [as], scope, taken: new Set() }, module);
  }

  /** Modules with what each is called: its key, or its name or kind, numbered where it is not the only one. */
  private labelled(place: Place, path: string, modules: Modules): readonly Labelled[] {
    if (asRecord(modules)) {
      return Object.entries(modules).map(([label, one]) => ({
        label,
        node: this.module(at({ ...place, parts: [...place.parts, label] }, `${path}.${label}`), one),
      }));
    }
    const taken = new Set<string>();
    return modules.map((one, i) => {
      let label = ownLabel(one);
      for (let n = 2; taken.has(label); n += 1) label = `${ownLabel(one)}${n}`;
      taken.add(label);
      return { label, node: this.module(at(place, `${path}[${i}]`), one) };
    });
  }

  private permutation(place: Place, module: Permutation): Node {
    const { path } = place;
    const nodes = this.labelled(this.inside(place, module.name), `${path}.modules`, module.modules);
    if (nodes.length === 0 || nodes.length > 6) {
      this.problem(`${path}.modules`, `1 to 6 modules can be put in order, got ${nodes.length}.`, 'Put some into a sequential.');
      return { kind: 'sequence', path, nodes: [] };
    }
    const options = orders(nodes.map(({ label }) => label));
    const order = this.term(
      place,
      `${path}.order`,
      module.order ?? { kind: 'choice', options: [...options] },
      module.name ?? 'order',
    );
    this.structural(order, `${path}.order`);
    this.each(order, (value) => optionIndex(options, value) !== null, `an order such as '${options[0]}', or its number from 0`);
    return { kind: 'permutation', path, nodes, order };
  }

  private repeat(place: Place, module: Repeat): Node {
    const { path } = place;
    const claimed = this.claim(place, module.name ?? 'repeat');
    const key = claimed.map((part) => (typeof part === 'string' ? part : `#${part.repeat}`)).join('.');
    const variable = module.step ?? 'step';
    if (
      module.step !== undefined &&
      (!NAME_PATTERN.test(module.step) || this.definition.hyperparameters?.[module.step] !== undefined)
    ) {
      this.problem(`${path}.step`, `the name '${module.step}' is used twice.`, "Choose another name for the repeat's number.");
    }
    const count = this.term({ ...place, parts: claimed }, `${path}.count`, module.count, 'count');
    this.structural(count, `${path}.count`);
    this.each(
      count,
      (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_REPEATS,
      `a whole number from 0 to ${MAX_REPEATS}`,
    );
    const steps = new Map([...place.steps, [variable, key]]);
    const inner: Place = { ...place, path: `${path}.module`, parts: [...claimed, { repeat: key }], steps };
    return { kind: 'repeat', path, node: this.module(inner, module.module), count, key };
  }

  private layer(place: Place, module: LayerModule): Node {
    const inner = this.inside(place, module.name);
    const fields = new Map<string, Term>();
    const given = new Map(Object.entries(module));
    for (const field of Object.keys(LAYER_FIELDS[module.kind])) {
      const value = given.get(field);
      if (value === undefined) continue;
      const path = `${place.path}.${field}`;
      fields.set(field, this.term(inner, path, value, field));
    }
    return { kind: 'layer', path: place.path, layer: module.kind, label: module.name ?? module.kind, fields };
  }

  private cell(place: Place, module: Cell): Node {
    const { path } = place;
    const inputs = module.inputs ?? 1;
    const inner = this.inside(place, module.name);
    const filters = module.filters === undefined ? null : this.term(inner, `${path}.filters`, module.filters, 'filters');
    const names = Object.keys(module.nodes);
    const earlier = inputs === 1 ? ['input'] : ['input0', 'input1'];
    for (const name of names.filter((one) => earlier.includes(one))) {
      this.problem(`${path}.nodes.${name}`, `the name '${name}' is used twice: it is the cell's input.`, 'Rename the node.');
    }
    if (names.length === 0) this.problem(`${path}.nodes`, 'the cell is empty.', 'Give at least one node.');
    const nodes: Labelled[] = [];
    names.forEach((label, i) => {
      const cell = { earlier: [...earlier, ...names.slice(0, i)], later: names.slice(i) };
      const node = module.nodes[label];
      if (node === undefined) return;
      nodes.push({
        label,
        node: this.module({ ...inner, cell, parts: [...inner.parts, label], path: `${path}.nodes.${label}` }, node),
      });
    });
    const output = module.output ?? 'looseEnds';
    if (typeof output !== 'string') {
      if (output.length === 0) this.problem(`${path}.output`, 'no node is named.', "Name some, or write 'looseEnds'.");
      output.forEach((name, i) => {
        if (!names.includes(name)) this.problem(`${path}.output[${i}]`, `there is no node '${name}'.`, this.nearest(name, names));
      });
    }
    return { kind: 'cell', path, label: module.name ?? 'cell', inputs, filters, nodes, output, merge: module.merge ?? 'concat' };
  }

  private inputChoice(place: Place, module: InputChoice): Node {
    const { path, cell } = place;
    const nothing: Node = { kind: 'sequence', path, nodes: [] };
    if (cell === null) {
      this.problem(path, 'inputChoice stands outside a cell.', "Put it into a node of a module of kind 'cell'.");
      return nothing;
    }
    const candidates = module.from ?? cell.earlier;
    const before = this.problems.length;
    candidates.forEach((name, i) => {
      if (cell.earlier.includes(name) && candidates.indexOf(name) === i) return;
      const where = `${path}.from[${i}]`;
      if (cell.later.includes(name)) {
        this.problem(
          where,
          `the nodes form a cycle: '${name}' does not come before this node.`,
          `It may read ${cell.earlier.join(', ')}.`,
        );
      } else if (cell.earlier.includes(name)) this.problem(where, `'${name}' is there twice.`, 'Remove one.');
      else this.problem(where, `there is no node '${name}'.`, this.nearest(name, cell.earlier));
    });
    const choose = module.choose ?? 1;
    if (candidates.length === 0) this.problem(`${path}.from`, 'the choice is empty.', 'Name at least one node.');
    const local = module.name ?? 'input';
    const how = module.merge ?? 'add';
    const rest = { kind: 'inputChoice', path, candidates, how, calibrate: module.calibrate ?? false } as const;
    if (choose === 'any') {
      if (module.choice !== undefined)
        this.problem(`${path}.choice`, "'any' asks a question for each node.", "Leave 'choice' out.");
      const flags = candidates.map((name) => this.term(place, path, { kind: 'bool' }, `${local}-${name}`));
      return { ...rest, pick: flags, subsets: [] };
    }
    if (!Number.isInteger(choose) || choose < 1 || choose > candidates.length) {
      this.problem(
        `${path}.choose`,
        `${choose} of ${candidates.length} nodes cannot be chosen.`,
        `Choose 1 to ${candidates.length}.`,
      );
    }
    if (this.problems.length > before) return nothing;
    const options = subsets(candidates, choose);
    if (options === null) {
      this.problem(
        `${path}.choose`,
        `there are more than 1000 ways to choose ${choose} of ${candidates.length}.`,
        "Write 'any'.",
      );
      return nothing;
    }
    const pick = this.term(place, `${path}.choice`, module.choice ?? { kind: 'choice', options: [...options] }, local);
    this.structural(pick, `${path}.choice`);
    this.each(pick, (value) => optionIndex(options, value) !== null, `one of ${options.slice(0, 8).join(', ')}`);
    return { ...rest, pick, subsets: options };
  }

  /** Numbers of profiles may set what layers are like, not which there are: decisions are the same in every profile. */
  protected structural(term: Term, path: string): void {
    const profile = (one: NameTerm): boolean =>
      one.kind === 'profile' || (one.kind === 'formula' && [...one.names.values()].some(profile));
    if (profile(term)) {
      this.problem(path, "a profile's number decides what is asked here.", 'Use such numbers in the fields of layers only.');
    }
  }

  private flag(term: Term, path: string): void {
    this.each(term, (value) => typeof value === 'boolean', 'true or false', path);
  }

  /** Checks every value a term can have, where they can be listed. */
  private each(term: Term, holds: (value: unknown) => boolean, rule: string, path = term.path): void {
    const listed = term.kind === 'fixed' ? [term.value] : term.kind === 'site' ? domainValues(term.site.domain, 10_000) : [];
    if (listed === null) {
      this.problem(path, `it must be ${rule}, and cannot be any of so many numbers.`, 'Choose among fewer values.');
      return;
    }
    const wrong = listed.find((value) => !holds(value));
    if (wrong !== undefined) this.problem(path, `it must be ${rule}, got ${String(wrong)}.`, 'Correct the value or its options.');
  }
}

function at(place: Place, path: string): Place {
  return { ...place, path };
}
