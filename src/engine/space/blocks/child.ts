import { LabError } from '../../core/errors';
import type { Shape } from '../../core/shape';
import { batchNorm, conv2d, crop, pool, relu, zeroPad } from '../../graph/ops';
import { outputShape, shapeText } from '../../graph/shapes';
import type { LayerOp, NetworkGraph, NetworkLayer } from '../../graph/types';
import { validateGraph } from '../../graph/validate';
import { BlockError } from './errors';
import { NORMALISATION } from './layers';

/** A layer's output. */
export interface Tensor {
  readonly id: string;
  readonly shape: Shape;
}

const EDIT = 'Change the module, or what comes before it.';

/** Grows a child layer by layer, knowing each output's shape; layers that the output does not need are left out at the end. */
export class ChildBuilder {
  private readonly layers: NetworkLayer[] = [];
  private readonly names = new Map<string, number>();

  constructor(private readonly input: Shape) {}

  start(): Tensor {
    return this.add('', 'input', 'input', { kind: 'input', shape: this.input }, []);
  }

  /** Number of layers so far: a mark for readsSince. */
  get length(): number {
    return this.layers.length;
  }

  /** Whether a layer from a mark on reads a tensor. */
  readsSince(mark: number, tensor: Tensor): boolean {
    return this.layers.slice(mark).some((layer) => layer.inputs.includes(tensor.id));
  }

  /** A new layer called after its group and `name`, numbered where the name is taken. BlockError at `path` where shapes do not fit. */
  add(path: string, group: string, name: string, op: LayerOp, inputs: readonly Tensor[]): Tensor {
    const wanted = group === name ? name : `${group}.${name}`;
    const before = this.names.get(wanted) ?? 0;
    this.names.set(wanted, before + 1);
    const id = before === 0 ? wanted : `${wanted}-${before + 1}`;
    let shape: Shape;
    try {
      shape = outputShape(
        id,
        op,
        inputs.map((one) => one.shape),
      );
    } catch (thrown) {
      if (thrown instanceof LabError) throw new BlockError(path, thrown.message, thrown.remedy);
      throw thrown;
    }
    this.layers.push({ id, op, inputs: inputs.map((one) => one.id), group });
    return { id, shape };
  }

  /** Brings an image to a number of channels: ReLU, 1×1 convolution, batch norm; as it is where it has them. */
  calibrate(path: string, group: string, x: Tensor, filters: number): Tensor {
    if (x.shape.length === 3 && x.shape[2] === filters) return x;
    const active = this.add(path, group, 'calibrate.relu', relu, [x]);
    const conv = this.add(path, group, 'calibrate', conv2d(filters, [1, 1]), [active]);
    return this.add(path, group, 'calibrate.batchNorm', batchNorm(NORMALISATION.momentum, NORMALISATION.epsilon), [conv]);
  }

  /**
   * Factorized reduction (Zoph et al. 2018, appendix A.4; Pham et al. 2018): half the height and width without losing half the places.
   * ReLU, then two paths of every second place, the second shifted by one row and column, each through a 1×1 convolution to half of
   * the filters; side by side; batch norm. The two have equal sizes where height and width are even: an odd one's last place is
   * followed by a zero.
   */
  factorizedReduction(path: string, group: string, x: Tensor, filters: number): Tensor {
    const add = (name: string, op: LayerOp, inputs: readonly Tensor[]): Tensor =>
      this.add(path, group, `reduction.${name}`, op, inputs);
    const every = pool('avgPool', [1, 1], [2, 2], 'valid');
    const active = add('relu', relu, [x]);
    if (filters < 2)
      throw new BlockError(path, `a factorized reduction needs at least 2 filters, got ${filters}.`, 'Use more filters.');
    const left = add('a', conv2d(Math.floor(filters / 2), [1, 1]), [add('a.pool', every, [active])]);
    const padded = add('b.pad', zeroPad({ top: 0, bottom: 1, left: 0, right: 1 }), [active]);
    const shifted = add('b.crop', crop({ top: 1, bottom: 0, left: 1, right: 0 }), [padded]);
    const right = add('b', conv2d(filters - Math.floor(filters / 2), [1, 1]), [add('b.pool', every, [shifted])]);
    const both = add('concat', { kind: 'concat' }, [left, right]);
    return add('batchNorm', batchNorm(NORMALISATION.momentum, NORMALISATION.epsilon), [both]);
  }

  /** Images brought to the smallest height and width among them by factorized reductions, and to `filters` channels where given. */
  alike(path: string, group: string, all: readonly Tensor[], filters: number | null): readonly Tensor[] {
    if (all.some((x) => x.shape.length !== 3)) return all;
    const height = Math.min(...all.map((x) => x.shape[0] ?? 1));
    const width = Math.min(...all.map((x) => x.shape[1] ?? 1));
    return all.map((x) => {
      let y = x;
      while ((y.shape[0] ?? 1) > height && (y.shape[1] ?? 1) > width) {
        y = this.factorizedReduction(path, group, y, filters ?? y.shape[2] ?? 2);
      }
      if (y.shape[0] !== height || y.shape[1] !== width) {
        throw new BlockError(
          path,
          `an image of ${shapeText(x.shape)} cannot be halved to ${height}×${width}.`,
          'Reduce both branches by the same strides.',
        );
      }
      return filters === null ? y : this.calibrate(path, group, y, filters);
    });
  }

  /** Sum or concatenation; one tensor stays itself, and none gives none. */
  merge(path: string, group: string, how: 'add' | 'concat', all: readonly (Tensor | null)[], calibrate: boolean): Tensor | null {
    const present = all.filter((x) => x !== null);
    const [first] = present;
    if (first === undefined || present.length === 1) return first ?? null;
    const filters = how === 'add' && first.shape.length === 3 ? (first.shape[2] ?? 1) : null;
    const ready = calibrate ? this.alike(path, group, present, filters) : present;
    const [one] = ready;
    const misfit = ready.find((x) => {
      const sameRank = x.shape.length === one?.shape.length;
      return (
        !sameRank ||
        (how === 'add' ? x.shape.join() !== one?.shape.join() : x.shape.slice(0, -1).join() !== one?.shape.slice(0, -1).join())
      );
    });
    if (one !== undefined && misfit !== undefined) {
      throw new BlockError(
        path,
        `a branch cannot keep its shape: '${how}' reads ${shapeText(one.shape)} and ${shapeText(misfit.shape)}.`,
        "Give the branches one stride and, to be summed, one number of filters; or write 'calibrate': true.",
      );
    }
    return this.add(path, group, how, { kind: how }, ready);
  }

  /** The finished graph, only what its output needs. */
  finish(output: Tensor): NetworkGraph {
    const needed = new Set([output.id]);
    for (const layer of this.layers.toReversed()) {
      if (needed.has(layer.id)) for (const id of layer.inputs) needed.add(id);
    }
    const [input] = this.layers;
    if (input !== undefined && !needed.has(input.id))
      throw new BlockError('network', 'the output does not depend on the image.', EDIT);
    const graph: NetworkGraph = { version: 1, layers: this.layers.filter((layer) => needed.has(layer.id)), output: output.id };
    validateGraph(graph);
    return graph;
  }
}
