import type { Shape } from '../../core/shape';
import { GraphBuilder } from '../../graph/builder';
import { outputShape } from '../../graph/shapes';
import type { LayerOp, NetworkGraph } from '../../graph/types';

/** What a layer gives: its id and its shape without the batch, [height, width, channels] or [units]. */
export interface Feature {
  readonly id: string;
  readonly shape: Shape;
}

/** Layers in sequence, each with the end of its id. */
export type Steps = readonly (readonly [name: string, op: LayerOp])[];

/** Channels of an image, units of a vector. */
export function channelsOf({ shape }: Feature): number {
  return shape[shape.length - 1] ?? 0;
}

/** Whether two images have the same height and width. */
export function sameSize(a: Feature, b: Feature): boolean {
  return a.shape[0] === b.shape[0] && a.shape[1] === b.shape[1];
}

/** A GraphBuilder that knows the shape of everything it has built, as cells need it that fit their inputs to each other. */
export class FeatureGraph {
  private readonly builder = new GraphBuilder();

  input(shape: Shape): Feature {
    return { id: this.builder.input(shape), shape };
  }

  /** LabError 'space' naming the layer where its inputs do not fit. */
  add(group: string, id: string, op: LayerOp, inputs: readonly Feature[]): Feature {
    const shape = outputShape(
      `graph (${id})`,
      op,
      inputs.map((input) => input.shape),
    );
    this.builder.add(
      id,
      group,
      op,
      inputs.map((input) => input.id),
    );
    return { id, shape };
  }

  /** The steps in sequence on `from`, with ids 'prefix.name'; `from` itself where there are none. */
  chain(group: string, prefix: string, from: Feature, steps: Steps): Feature {
    return steps.reduce((last, [name, op]) => this.add(group, `${prefix}.${name}`, op, [last]), from);
  }

  /** The concatenation along the channels; the one image itself where there is one. */
  concat(group: string, id: string, inputs: readonly Feature[]): Feature {
    const [only] = inputs;
    return only !== undefined && inputs.length === 1 ? only : this.add(group, id, { kind: 'concat' }, inputs);
  }

  /** The same without the layers that the output does not read. */
  buildReached(output: Feature): NetworkGraph {
    return this.builder.buildReached(output.id);
  }

  /** The finished graph, validated: LabError 'space' where a layer does not reach the output. */
  build(output: Feature): NetworkGraph {
    return this.builder.build(output.id);
  }
}
