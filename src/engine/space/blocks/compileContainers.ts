import { at, CellCompiler } from './compileCells';
import type { Place, Scope } from './compileValues';
import { LAYER_FIELDS } from './layers';
import { MAX_NODES, MAX_REPEATS } from './limits';
import type { Labelled, Node, Site, Term } from './nodes';
import { optionIndex, orders } from './options';
import type { LayerModule, Module, Modules, ModuleUse, Permutation, Repeat } from './types';
import { NAME_PATTERN } from './words';

const MAX_REFERENCES = 40;

/** What a module is called where it has no label: its name, its kind, or the module it uses. */
function ownLabel(module: Module): string {
  if (module.kind === undefined) return module.as ?? module.use;
  return module.name ?? module.kind;
}

const asRecord = (modules: Modules): modules is { readonly [name: string]: Module } => !Array.isArray(modules);

/** Follows modules to nodes. */
export abstract class ContainerCompiler extends CellCompiler {
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
}
