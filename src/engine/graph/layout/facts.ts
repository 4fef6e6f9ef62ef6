import type { Shape } from '../../core/shape';
import { layerName } from '../names';
import { shapeText } from '../shapes';
import type { GraphCount, LayerCount, NetworkGraph, NetworkLayer } from '../types';
import type { NodeFacts, OpFamily, ViewNode } from './types';
import { compactCount, FAMILY_OF, opSentence, STEP_OF } from './words';

/** What a graph's boxes are described from. */
export interface FactSource {
  readonly count: GraphCount;
  readonly layers: ReadonlyMap<string, NetworkLayer>;
  readonly counts: ReadonlyMap<string, LayerCount>;
  /** The layer whose output leaves the graph. */
  readonly output: string;
  /** Layers that a layer outside its box may read; by reader. */
  readonly readersOf: ReadonlyMap<string, readonly string[]>;
}

export function factSource(graph: NetworkGraph, count: GraphCount): FactSource {
  const readersOf = new Map<string, string[]>();
  for (const layer of graph.layers) {
    for (const id of layer.inputs) {
      const list = readersOf.get(id);
      if (list === undefined) readersOf.set(id, [layer.id]);
      else list.push(layer.id);
    }
  }
  return {
    count,
    layers: new Map(graph.layers.map((layer) => [layer.id, layer])),
    counts: new Map(count.layers.map((layer) => [layer.id, layer])),
    output: graph.output,
    readersOf,
  };
}

const isPointwise = (layer: NetworkLayer): boolean =>
  layer.op.kind === 'conv2d' && layer.op.kernel[0] === 1 && layer.op.kernel[1] === 1;

const AROUND: ReadonlySet<OpFamily> = new Set(['activation', 'norm']);

/** The layer a chain is named after: its convolution, pool or dense layer. */
function mainOf(layers: readonly NetworkLayer[]): NetworkLayer | undefined {
  const plain = layers.find(({ op }) => !AROUND.has(FAMILY_OF[op.kind]));
  return plain ?? layers[0];
}

function chainTitle(layers: readonly NetworkLayer[]): string {
  const main = mainOf(layers);
  if (main === undefined) return '';
  const pointwise = layers[layers.indexOf(main) + 1];
  if (main.op.kind !== 'depthwiseConv2d' || pointwise?.op.kind !== 'conv2d' || !isPointwise(pointwise)) return layerName(main.op);
  const { filters } = pointwise.op;
  return layerName({ ...main.op, multiplier: 1 }).replace('depthwise conv', `separable conv, ${filters}`);
}

/** 'ReLU → conv → norm' of a chain. */
function chainSteps(layers: readonly NetworkLayer[]): string {
  const steps: string[] = [];
  layers.forEach((layer, index) => {
    const before = layers[index - 1];
    if (before?.op.kind === 'depthwiseConv2d' && isPointwise(layer)) steps[steps.length - 1] = 'separable';
    else steps.push(layer.op.kind === 'activation' ? layer.op.fn : STEP_OF[layer.op.kind]);
  });
  return steps.join(' → ');
}

/** '3 layers: 2 conv2d, relu' of a folded group. */
function groupWords(layers: readonly NetworkLayer[]): string {
  const kinds = new Map<string, number>();
  for (const { op } of layers) kinds.set(STEP_OF[op.kind], (kinds.get(STEP_OF[op.kind]) ?? 0) + 1);
  return [...kinds].map(([kind, times]) => (times === 1 ? kind : `${times} ${kind}`)).join(', ');
}

function familyOf(node: ViewNode, layers: readonly NetworkLayer[]): OpFamily {
  if (node.kind === 'group') return 'group';
  const main = mainOf(layers);
  return main === undefined ? 'reshape' : FAMILY_OF[main.op.kind];
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Shapes without repetition, in order. */
function distinct(shapes: readonly Shape[]): readonly Shape[] {
  return [...new Map(shapes.map((shape) => [shapeText(shape), shape])).values()];
}

/**
 * What is written in a box and said of it: name, shapes in and out, and the params and MACs of its layers, in sum and as
 * a share of the network's. What comes in are the outputs of layers outside the box that one inside reads.
 */
export function factsOf(node: ViewNode, source: FactSource): NodeFacts {
  const own = new Set(node.layers);
  const layers = node.layers.flatMap((id) => source.layers.get(id) ?? []);
  const counts = node.layers.flatMap((id) => source.counts.get(id) ?? []);
  const params = counts.reduce((sum, layer) => sum + layer.params, 0);
  const macs = counts.reduce((sum, layer) => sum + layer.macs, 0);
  const outside = layers.flatMap((layer) => layer.inputs.filter((id) => !own.has(id)));
  const inputShapes = distinct([...new Set(outside)].map((id) => source.counts.get(id)?.outputShape ?? []));
  // What leaves the box last: of several outputs, the one that was made last.
  const leaves = node.layers.filter(
    (id) => id === source.output || (source.readersOf.get(id) ?? []).some((reader) => !own.has(reader)),
  );
  const outputShape =
    source.counts.get(leaves[leaves.length - 1] ?? node.layers[node.layers.length - 1] ?? '')?.outputShape ?? [];
  const cost =
    params === 0 && macs === 0 ? [] : [`${compactCount(params)} params${macs === 0 ? '' : ` · ${compactCount(macs)} MACs`}`];
  const first = layers[0];
  const isInput = node.kind === 'layer' && first?.op.kind === 'input';
  const described = {
    layer: () => ({ title: first === undefined ? node.id : layerName(first.op), lines: isInput ? [] : [shapeText(outputShape)] }),
    chain: () => ({ title: chainTitle(layers), lines: [chainSteps(layers), shapeText(outputShape)] }),
    group: () => ({ title: node.part, lines: [`${layers.length} layers → ${shapeText(outputShape)}`] }),
  }[node.kind]();
  return {
    title: described.title,
    lines: [...described.lines, ...cost],
    words: node.kind === 'group' ? groupWords(layers) : layers.map(({ op }) => opSentence(op)).join('; then '),
    family: familyOf(node, layers),
    kinds: [...new Set(layers.map(({ op }) => op.kind))],
    inputShapes,
    outputShape,
    params,
    macs,
    paramShare: share(params, source.count.params.total),
    macShare: share(macs, source.count.macs),
  };
}
