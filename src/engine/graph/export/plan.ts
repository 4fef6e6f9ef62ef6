import { LabError } from '../../core/errors';
import type { Shape } from '../../core/shape';
import { countGraph } from '../count';
import { graphClasses, inferShapes, inputShapes } from '../shapes';
import type { LayerOp, NetworkGraph } from '../types';
import { layerPath } from '../validate';
import { type Parameter, partsOf, refuseStrangers, valuesOf } from './parameters';
import type { ExportOptions, Normalise } from './types';

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
  readonly normalise: Normalise | null;
}

function checkNormalise(normalise: Normalise | undefined): Normalise | null {
  if (normalise === undefined) return null;
  const { mean, std } = normalise;
  if (Number.isFinite(mean) && Number.isFinite(std) && std > 0) return { mean, std };
  throw new LabError(
    'config',
    `export.normalise: needs a finite mean and a std above 0, got mean ${mean}, std ${std}.`,
    "Use the numbers of the child's profile.",
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
    const parameters = partsOf(layer.op, from[0] ?? []).map(([part, shape]): Parameter => {
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
    normalise: checkNormalise(options.normalise),
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

/** LabError of an op that a format cannot say. */
export function lacking(layer: PlannedLayer, format: string, what: string, remedy: string): LabError {
  return new LabError('space', `${layer.path}: ${format} cannot express ${what}.`, remedy);
}
