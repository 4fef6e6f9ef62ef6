import { LabError } from '../../core/errors';
import type { Shape } from '../../core/shape';
import { countGraph } from '../count';
import { layerParameters } from '../parameters';
import { graphClasses, inferShapes, inputShapes } from '../shapes';
import type { LayerOp, NetworkGraph } from '../types';
import { layerPath } from '../validate';
import { type Parameter, refuseStrangers, valuesOf } from './parameters';
import type { ExportOptions, Normalise } from './types';

/** Mean and standard deviation, of as many numbers each: one, or one a channel. */
export interface PlannedNormalise {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** A layer with all that an exporter asks about it. */
export interface PlannedLayer<Op extends LayerOp = LayerOp> {
  readonly id: string;
  readonly op: Op;
  readonly group: string;
  readonly inputs: readonly string[];
  readonly inputShapes: readonly Shape[];
  readonly shape: Shape;
  readonly parameters: readonly Parameter[];
  /** Its place in messages: 'graph.layers[3] (cell1.op2.conv5)'. */
  readonly path: string;
}

export interface ExportPlan {
  readonly name: string;
  readonly note: string;
  /** In topological order, the input first. */
  readonly layers: readonly PlannedLayer[];
  readonly input: Shape;
  readonly output: string;
  readonly classes: number;
  readonly params: number;
  readonly macs: number;
  /** False: every parameter's values are null. */
  readonly hasWeights: boolean;
  readonly normalise: PlannedNormalise | null;
}

function checkNormalise(normalise: Normalise | undefined, channels: number): PlannedNormalise | null {
  if (normalise === undefined) return null;
  const [mean, std] = [[normalise.mean].flat(), [normalise.std].flat()];
  const count = Math.max(mean.length, std.length);
  const fits = [mean, std].every(({ length }) => length === 1 || length === count) && (count === 1 || count === channels);
  if (fits && mean.every(Number.isFinite) && std.every((value) => Number.isFinite(value) && value > 0)) {
    const spread = (values: readonly number[]): readonly number[] =>
      Array.from({ length: count }, (_, i) => values[i] ?? values[0] ?? 0);
    return { mean: spread(mean), std: spread(std) };
  }
  throw new LabError(
    'config',
    `export.normalise: needs a finite mean and a std above 0, one or ${channels} of each, got mean ${mean.join(', ')}, std ${std.join(', ')}.`,
    'Use the numbers that the child was trained with.',
  );
}

/** Checks a graph and its weights and resolves shapes, once for every format. LabError 'space' or 'data' with the layer's path. */
export function planExport(graph: NetworkGraph, options: ExportOptions): ExportPlan {
  const shapes = inferShapes(graph);
  const classes = graphClasses(graph);
  const { params, macs } = countGraph(graph);
  const layers = graph.layers.map((layer, index): PlannedLayer => {
    const path = layerPath(layer, index);
    const from = inputShapes(shapes, layer);
    const parameters = layerParameters(layer.op, from[0] ?? []).map(({ part, shape }): Parameter => {
      const name = `${layer.id}.${part}`;
      return { name, part, shape, values: valuesOf(path, name, shape, options.weights) };
    });
    return { ...layer, inputShapes: from, shape: shapes.get(layer.id) ?? [], parameters, path };
  });
  refuseStrangers(new Set(layers.flatMap(({ parameters }) => parameters.map(({ name }) => name))), options.weights);
  return {
    name: options.name,
    note: options.note ?? '',
    layers,
    input: layers[0]?.shape ?? [],
    output: graph.output,
    classes,
    params: params.total,
    macs,
    hasWeights: options.weights !== undefined,
    normalise: checkNormalise(options.normalise, layers[0]?.shape.at(-1) ?? 1),
  };
}

/** [height, width, channels] of the image that a layer reads. */
export function imageOf(layer: PlannedLayer): readonly [height: number, width: number, channels: number] {
  const [height = 0, width = 0, channels = 0] = layer.inputShapes[0] ?? [];
  return [height, width, channels];
}

/** One parameter's array; the layer's op says that it is there. */
export function parameterOf(layer: PlannedLayer, part: Parameter['part']): Parameter {
  const found = layer.parameters.find((parameter) => parameter.part === part);
  if (found === undefined) throw new TypeError(`${layer.path}: no parameter '${part}'`);
  return found;
}
