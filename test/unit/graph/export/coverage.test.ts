import { describe, expect, it } from 'vitest';
import { planExport } from '../../../../src/engine/graph/export/plan';
import { layerParameters } from '../../../../src/engine/graph/parameters';
import { inferShapes } from '../../../../src/engine/graph/shapes';
import type { LayerKind, LayerOp } from '../../../../src/engine/graph/types';
import { variablesOf } from '../../../../src/engine/train/variables';
import { randomGraph, SEEDS } from './randomGraph';

const KINDS: readonly LayerKind[] = [
  'input',
  'conv2d',
  'depthwiseConv2d',
  'maxPool',
  'avgPool',
  'batchNorm',
  'relu',
  'activation',
  'identity',
  'zeroPad',
  'crop',
  'zero',
  'dropout',
  'flatten',
  'globalAvgPool',
  'dense',
  'concat',
  'add',
];

/** The settings of an op that change how it is exported. */
function settingsOf(op: LayerOp): readonly string[] {
  if (op.kind === 'activation') return [op.fn];
  if (!('padding' in op)) return [];
  const padding = typeof op.padding === 'string' ? op.padding : 'top' in op.padding ? 'sides' : 'pair';
  const unequal = op.stride[0] !== op.stride[1];
  const dilated = 'dilation' in op && op.dilation.some((rate) => rate > 1);
  const strided = op.stride.some((stride) => stride > 1);
  return [
    `${op.kind} ${padding}`,
    ...(strided ? [`${op.kind} strided`] : []),
    ...(unequal ? [`${op.kind} with unequal strides`] : []),
    ...(dilated ? [`${op.kind} dilated`] : []),
    ...(dilated && strided ? [`${op.kind} strided and dilated`] : []),
    ...(op.kind === 'depthwiseConv2d' && op.multiplier > 1 ? ['multiplied'] : []),
  ];
}

const WINDOWS = ['conv2d', 'depthwiseConv2d', 'maxPool', 'avgPool'];
const SETTINGS = [
  'tanh',
  'sigmoid',
  'relu6',
  'swish',
  'multiplied',
  ...WINDOWS.flatMap((kind) =>
    ['same', 'valid', 'pair', 'sides', 'strided', 'with unequal strides'].map((each) => `${kind} ${each}`),
  ),
  ...['conv2d', 'depthwiseConv2d'].flatMap((kind) => [`${kind} dilated`, `${kind} strided and dilated`]),
];

describe('the random networks of the export tests', () => {
  const ops = SEEDS.flatMap((seed) => randomGraph(seed).layers.map(({ op }) => op));

  it('hold every kind of layer, and no kind that this test does not know', () => {
    expect([...new Set(ops.map((op) => op.kind))].sort()).toEqual([...KINDS].sort());
  });

  it('hold every setting that is exported in a way of its own', () => {
    const met = new Set(ops.flatMap(settingsOf));
    expect(SETTINGS.filter((setting) => !met.has(setting))).toEqual([]);
  });

  it('hold vectors and images of several sizes as inputs, and a value that one layer reads twice', () => {
    const graphs = SEEDS.map(randomGraph);
    const inputs = new Set(graphs.map(({ layers }) => (layers[0]?.op.kind === 'input' ? layers[0].op.shape.length : 0)));
    expect([...inputs].sort()).toEqual([1, 3]);
    expect(graphs.some(({ layers }) => layers.some(({ inputs: from }) => new Set(from).size < from.length))).toBe(true);
  });
});

describe('the arrays that an export asks for', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])('are those of the trained child, seed %i', (seed) => {
    const graph = randomGraph(seed);
    const trained = variablesOf(graph, inferShapes(graph)).map(({ name, shape }) => ({ name, shape }));
    const asked = planExport(graph, { format: 'onnx', name: 'a' }).layers.flatMap(({ parameters }) => parameters);
    expect(asked.map(({ name, shape }) => ({ name, shape }))).toEqual(trained);
  });

  it('are none for an op without parameters', () => {
    expect(layerParameters({ kind: 'relu' }, [4, 4, 2])).toEqual([]);
  });
});
