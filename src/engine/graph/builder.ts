import type { Shape } from '../core/shape';
import type { LayerOp, NetworkGraph, NetworkLayer } from './types';
import { validateGraph } from './validate';

/** Grows a NetworkGraph layer by layer; every add returns the new layer's id, to be given as an input of later ones. */
export class GraphBuilder {
  private readonly layers: NetworkLayer[] = [];

  input(shape: Shape, id = 'input'): string {
    return this.add(id, 'input', { kind: 'input', shape }, []);
  }

  add(id: string, group: string, op: LayerOp, inputs: readonly string[]): string {
    this.layers.push({ id, op, inputs, group });
    return id;
  }

  /** Adds [id, op] after [id, op], the first on `from`; returns the last id, or `from` for an empty chain. */
  chain(group: string, from: string, steps: readonly (readonly [id: string, op: LayerOp])[]): string {
    return steps.reduce((previous, [id, op]) => this.add(id, group, op, [previous]), from);
  }

  /** The finished graph without the layers that the output does not read: for genotypes that leave parts unused. */
  buildReached(output: string): NetworkGraph {
    const reached = new Set([output]);
    for (const layer of [...this.layers].reverse()) {
      if (reached.has(layer.id)) for (const input of layer.inputs) reached.add(input);
    }
    const graph: NetworkGraph = { version: 1, layers: this.layers.filter(({ id }) => reached.has(id)), output };
    validateGraph(graph);
    return graph;
  }

  /** The finished graph, validated: LabError 'space' where it is not a graph of the contract. */
  build(output: string): NetworkGraph {
    const graph: NetworkGraph = { version: 1, layers: [...this.layers], output };
    validateGraph(graph);
    return graph;
  }
}
