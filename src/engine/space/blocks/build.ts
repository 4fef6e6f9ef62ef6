import type { LayerOp, NetworkGraph } from '../../graph/types';
import type { BuildOptions } from '../types';
import { ChildBuilder, type Tensor } from './child';
import type { Program } from './compile';
import { BlockError } from './errors';
import { checkField, type FieldValue, layerSteps } from './layers';
import { NO_STEPS, type Node, type Steps, type Term } from './nodes';
import { orders } from './options';
import { type Constants, countValue, flagValue, indexValue, termValue, type Values } from './walk';

/** What a node sees of the network around it. */
interface Around {
  readonly steps: Steps;
  /** Of the layers' names and of the sums: 'stem', 'cell3', 'head'. */
  readonly group: string;
  /** The outputs that inputChoice may read. */
  readonly cell: ReadonlyMap<string, Tensor | null>;
}

class NetworkBuilder {
  readonly child: ChildBuilder;
  private cells = 0;
  /** What entered the latest cell: the older input of the next. */
  private older: Tensor | null = null;

  constructor(
    private readonly values: Values,
    private readonly constants: Constants,
    options: BuildOptions,
  ) {
    this.child = new ChildBuilder(options.input);
  }

  private value(term: Term, around: Around): FieldValue {
    return termValue(term, this.values, around.steps, this.constants);
  }

  private chain(nodes: readonly Node[], x: Tensor | null, around: Around): Tensor | null {
    return nodes.reduce((y, node) => this.node(node, y, around), x);
  }

  /** A turn of a repeat, or a cell, opens a group of its own; what lies within belongs to it. */
  private opened(around: Around): Around {
    if (around.group !== 'stem') return around;
    this.cells += 1;
    return { ...around, group: `cell${this.cells}` };
  }

  node(node: Node, x: Tensor | null, around: Around): Tensor | null {
    switch (node.kind) {
      case 'layer':
        return x === null ? null : this.layer(node, x, around);
      case 'sequence':
        return this.chain(node.nodes, x, around);
      case 'permutation': {
        const all = orders(node.nodes.map((_, i) => String(i)));
        const labels = orders(node.nodes.map(({ label }) => label));
        const order = all[indexValue(node.order, labels, this.values, around.steps)] ?? '';
        const chosen = order.split('>').flatMap((i) => {
          const one = node.nodes[Number(i)];
          return one === undefined ? [] : [one.node];
        });
        return this.chain(chosen, x, around);
      }
      case 'optional':
        if (flagValue(node.when, this.values, around.steps)) return this.node(node.node, x, around);
        return node.keepLink ? x : null;
      case 'repeat': {
        const count = countValue(node.count, this.values, around.steps);
        let y = x;
        for (let turn = 0; turn < count; turn += 1) {
          const inner = { ...around, steps: new Map(around.steps).set(node.key, turn) };
          // A cell opens its own group: where a turn is a cell it is not opened twice.
          y = this.node(node.node, y, this.opened(inner));
        }
        return y;
      }
      case 'or': {
        const labels = node.options.map(({ label }) => label);
        const option = node.options[indexValue(node.choice, labels, this.values, around.steps)];
        return option === undefined ? x : this.node(option.node, x, around);
      }
      case 'when': {
        const branch = flagValue(node.test, this.values, around.steps) ? node.yes : node.no;
        return branch === null ? x : this.node(branch, x, around);
      }
      case 'merge': {
        const branches = node.branches.map((branch) => this.node(branch, x, around));
        return this.child.merge(node.path, around.group, node.how, branches, node.calibrate);
      }
      case 'cell':
        return x === null ? null : this.cell(node, x, this.opened(around));
      case 'inputChoice': {
        const all = this.picked(node, around).map((name) => around.cell.get(name) ?? null);
        return this.child.merge(node.path, around.group, node.how, all, node.calibrate);
      }
      default:
        node satisfies never;
        return x;
    }
  }

  private picked(node: Extract<Node, { kind: 'inputChoice' }>, { steps }: Around): readonly string[] {
    const { pick, candidates } = node;
    if (!('kind' in pick)) return candidates.filter((_, i) => pick[i] !== undefined && flagValue(pick[i], this.values, steps));
    return (node.subsets[indexValue(pick, node.subsets, this.values, steps)] ?? '').split('+');
  }

  private layer(node: Extract<Node, { kind: 'layer' }>, x: Tensor, around: Around): Tensor {
    const fields = new Map<string, FieldValue>();
    for (const [field, term] of node.fields) {
      const value = this.value(term, around);
      checkField(term.path, node.layer, field, value);
      fields.set(field, value);
    }
    const { layer, path, label } = node;
    if (layer === 'factorizedReduction' || layer === 'calibrateSize') {
      const filters = Number(fields.get('filters') ?? 1);
      return layer === 'calibrateSize'
        ? this.child.calibrate(path, around.group, x, filters)
        : this.child.factorizedReduction(path, around.group, x, filters);
    }
    return layerSteps(layer, fields).reduce(
      (y, [suffix, op]) => this.child.add(path, around.group, suffix === '' ? label : `${label}.${suffix}`, op, [y]),
      x,
    );
  }

  private cell(node: Extract<Node, { kind: 'cell' }>, x: Tensor, around: Around): Tensor | null {
    const { path } = node;
    const { group } = around;
    const filters = node.filters === null ? null : this.filters(node.filters, around);
    const read = node.inputs === 1 ? [x] : [this.older ?? x, x];
    this.older = x;
    const ready = node.inputs === 2 || filters !== null ? this.child.alike(path, group, read, filters) : read;
    const names = node.inputs === 1 ? ['input'] : ['input0', 'input1'];
    const known = new Map<string, Tensor | null>(names.map((name, i) => [name, ready[i] ?? x]));
    const mark = this.child.length;
    let before: Tensor | null = ready[ready.length - 1] ?? x;
    const made: { readonly label: string; readonly output: Tensor }[] = [];
    for (const { label, node: inner } of node.nodes) {
      let output = this.node(inner, before, { ...around, cell: known });
      const same = [...known.values()].some((one) => one !== null && one.id === output?.id);
      // A node that hands on what it reads becomes a layer of its own, so that it can be told from it.
      if (output !== null && same) output = this.child.add(path, group, `${label}.identity`, { kind: 'identity' }, [output]);
      known.set(label, output);
      if (output !== null) made.push({ label, output });
      before = output ?? before;
    }
    const { output } = node;
    if (output === 'last') return made[made.length - 1]?.output ?? null;
    const ends =
      output === 'looseEnds'
        ? made.filter((one) => !this.child.readsSince(mark, one.output))
        : output.flatMap((name) => made.filter((one) => one.label === name));
    return this.child.merge(
      path,
      group,
      node.merge,
      ends.map((one) => one.output),
      true,
    );
  }

  private filters(term: Term, around: Around): number {
    const value = this.value(term, around);
    checkField(term.path, 'calibrateSize', 'filters', value);
    return Number(value);
  }
}

/**
 * The child of a walk: the network, then the head, then (for an image) its mean over the places, and a dense layer to the classes.
 * Groups: 'stem' outside of repeats and cells, 'cell1', 'cell2', ... for each outermost turn of a repeat or cell, 'head'. BlockError
 * with the module's path where a value or a shape does not fit.
 */
export function buildChild(program: Program, values: Values, constants: Constants, options: BuildOptions): NetworkGraph {
  const builder = new NetworkBuilder(values, constants, options);
  const around: Around = { steps: NO_STEPS, group: 'stem', cell: new Map() };
  let x = builder.node(program.network, builder.child.start(), around);
  const head = { ...around, group: 'head' };
  if (program.head !== null) x = builder.node(program.head, x, head);
  if (x === null) {
    throw new BlockError(
      'network',
      'nothing reaches the output: a module that is left out breaks the only way.',
      "Write 'keepLink': true.",
    );
  }
  const add = (name: string, op: LayerOp, y: Tensor): Tensor => builder.child.add('network', 'head', name, op, [y]);
  const vector = x.shape.length === 3 ? add('globalAvgPool', { kind: 'globalAvgPool' }, x) : x;
  return builder.child.finish(add('logits', { kind: 'dense', units: options.classes, bias: true }, vector));
}
