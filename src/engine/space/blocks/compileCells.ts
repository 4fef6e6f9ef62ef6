import { type Place, ValueCompiler } from './compileValues';
import type { Labelled, Node } from './nodes';
import { optionIndex, subsets } from './options';
import type { Cell, InputChoice, Module } from './types';

/** The same place under another path. */
export function at(place: Place, path: string): Place {
  return { ...place, path };
}

/** Follows cells and the choices of what their nodes read to nodes. */
export abstract class CellCompiler extends ValueCompiler {
  protected abstract module(place: Place, module: Module): Node;

  protected inside(place: Place, name: string | undefined): Place {
    return name === undefined ? place : { ...place, parts: [...place.parts, name] };
  }

  protected cell(place: Place, module: Cell): Node {
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

  protected inputChoice(place: Place, module: InputChoice): Node {
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
}
