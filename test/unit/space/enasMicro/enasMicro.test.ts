import { describe, expect, it } from 'vitest';
import { canonicalJson, type JsonValue, stableHash } from '../../../../src/engine/core/json';
import { countGraph, graphHash, type LayerCount, type LayerKind } from '../../../../src/engine/graph';
import { sizeOf, spaceById } from '../../../../src/engine/space';
import { enumerate } from '../../../../src/engine/space/genotype';
import printed from '../../../fixtures/enasMicroModel.json';
import { cellSpaceConformance } from '../../../support/cellSpaces';
import { labError } from '../../graph/support';

const micro = spaceById('enas-micro');
const MNIST = { profile: 'paper', input: [28, 28, 1], classes: 10 } as const;
const PRINTED =
  'normal=sep3~0+sep3~0|sep3~1+max3~2|sep3~1+avg3~2|max3~1+sep3~0;reduction=identity~0+sep5~1|sep3~2+identity~0|sep3~2+max3~3|max3~2+sep5~1';

interface Row {
  readonly type: string;
  readonly shape: readonly number[];
  readonly params: number;
  readonly reads: readonly number[];
}

const KERAS: Partial<Record<LayerKind, string>> = {
  input: 'InputLayer',
  conv2d: 'Conv2D',
  batchNorm: 'BatchNormalization',
  relu: 'ReLU',
  add: 'Add',
  concat: 'Concatenate',
  avgPool: 'AveragePooling2D',
  maxPool: 'MaxPooling2D',
  zeroPad: 'ZeroPadding2D',
  crop: 'Cropping2D',
  globalAvgPool: 'GlobalAveragePooling2D',
  dense: 'Dense',
};

/** Our layers as Keras lists them: a depthwise convolution and the pointwise one on it are one SeparableConv2D. */
function asKeras(layers: readonly LayerCount[]): readonly Row[] {
  const depthwise = new Map(layers.filter(({ kind }) => kind === 'depthwiseConv2d').map((layer) => [layer.id, layer]));
  const rows: Row[] = [];
  const place = new Map<string, number>();
  for (const layer of layers) {
    if (depthwise.has(layer.id)) continue;
    const first = depthwise.get(layer.inputs[0] ?? '');
    place.set(layer.id, rows.length);
    rows.push({
      type: first === undefined ? (KERAS[layer.kind] ?? layer.kind) : 'SeparableConv2D',
      shape: layer.outputShape,
      params: layer.params + (first?.params ?? 0),
      reads: (first ?? layer).inputs.map((id) => place.get(id) ?? Number.NaN),
    });
  }
  return rows;
}

const sorted = (values: readonly string[]): readonly string[] => [...values].sort();

/**
 * Each row with everything above it and below it, as a hash: two lists with the same hashes are the same network, whatever the order
 * of their rows. Sums take their inputs in any order.
 */
function placed(rows: readonly Row[]): readonly string[] {
  const hash = (value: JsonValue): string => stableHash(canonicalJson(value));
  const above: string[] = [];
  rows.forEach(({ type, shape, params, reads }) => {
    const inputs = reads.map((row) => above[row] ?? 'later');
    above.push(hash([type, [...shape], params, type === 'Add' ? [...sorted(inputs)] : inputs]));
  });
  const below = rows.map(() => '');
  for (let row = rows.length - 1; row >= 0; row -= 1) {
    const readers = rows.flatMap(({ reads, type }, reader) =>
      reads.flatMap((read, place) => (read === row ? [`${type === 'Add' ? 0 : place}:${below[reader]}`] : [])),
    );
    below[row] = hash([above[row] ?? '', [...sorted(readers)]]);
  }
  return sorted(rows.map(({ type }, row) => `${type} ${below[row]}`));
}

function printedRows(): readonly Row[] {
  return printed.layers.map(([, type, shape, params, reads]) => ({
    type: type === 'Activation' ? 'ReLU' : String(type),
    shape: shape as number[],
    params: Number(params),
    reads: reads as number[],
  }));
}

/** The document's assignments in the order of our decisions: of each node, both inputs, then both ops. */
const assigned = printed.assignments.map(([, value]) => Number(value));

describe('the printed ENAS micro model (seed 2)', () => {
  const genotype = micro.parse(PRINTED);
  const { params, layers } = countGraph(micro.build(genotype, MNIST));

  it('is what its assignment list says', () => {
    expect(genotype.choices).toEqual(assigned);
    expect(micro.format(genotype)).toBe(PRINTED);
  });

  it('has 271,818 parameters, 267,466 trainable, 4,352 not', () => {
    expect(params.total).toBe(printed.total);
    expect(params.trainable).toBe(printed.trainable);
    expect(params.total - params.trainable).toBe(printed.untrainable);
  });

  it('is the printed table layer for layer: type, output shape, parameters, connections', () => {
    const ours = asKeras(layers);
    expect(ours).toHaveLength(printed.layers.length);
    expect(placed(ours)).toEqual(placed(printedRows()));
  });

  it('would not be, were one connection or one size another', () => {
    const rows = printedRows();
    const elsewhere = rows.map((row, i) => (i === 87 ? { ...row, reads: [68] } : row));
    expect(placed(elsewhere)).not.toEqual(placed(rows));
    const wider = rows.map((row, i) => (i === 40 ? { ...row, shape: [28, 28, 65] } : row));
    expect(placed(wider)).not.toEqual(placed(rows));
  });

  it('normalises as Keras does by default: momentum 0.99 and epsilon 1e-3', () => {
    const norms = micro.build(genotype, MNIST).layers.flatMap(({ op }) => (op.kind === 'batchNorm' ? [op] : []));
    expect(new Set(norms.map(({ momentum, epsilon }) => `${momentum} ${epsilon}`))).toEqual(new Set(['0.01 0.001']));
  });
});

describe('ENAS micro, counted', () => {
  it('has 5.625e9 points a cell', () => {
    expect(micro.size).toBe(5_625_000_000n ** 2n);
    expect(spaceById('enas-micro?arch=N').size).toBe(5_625_000_000n);
    expect(spaceById('enas-micro?arch=NNRNNRNN').size).toBe(micro.size);
  });

  it.each([
    ['enas-micro?arch=N&nodes=1', 100n],
    ['enas-micro?nodes=1', 10_000n],
    ['enas-micro?arch=N&nodes=2', 22_500n],
  ])('%s has as many points as are listed', (id, size) => {
    const space = spaceById(id);
    expect(space.size).toBe(size);
    expect(sizeOf({ ...space, size: null })).toBe(size);
  });

  it('lists one node’s 100 genotypes as 15 networks in the first cell, where both inputs are the stem', () => {
    const space = spaceById('enas-micro?arch=N&nodes=1&filters=4');
    const hashes = new Set(
      [...enumerate(space)].map((one) => graphHash(space.build(one, { profile: 'teach', input: [8, 8, 1], classes: 2 }))),
    );
    // Unordered pairs of five ops: 5 * 6 / 2.
    expect(hashes.size).toBe(15);
  });
});

describe('ENAS micro, the network', () => {
  it('concatenates what no node reads, inputs of the cell included', () => {
    const space = spaceById('enas-micro?arch=NR&nodes=2');
    const cell = 'max3~1+avg3~1|identity~1+identity~1';
    const { layers } = countGraph(space.build(space.parse(`normal=${cell};reduction=${cell}`), { ...MNIST, profile: 'teach' }));
    const output = layers.find(({ id }) => id === 'cell2.output');
    // The halved first input, unread, and both nodes.
    expect(output?.inputs).toEqual(['cell2.input0.norm', 'cell2.node1', 'cell2.node2']);
    expect(output?.outputShape).toEqual([14, 14, 96]);
  });

  it('shares choices among the cells of a type and doubles filters at each reduction', () => {
    const space = spaceById('enas-micro?arch=NRNR');
    const { layers } = countGraph(space.build(space.parse(PRINTED), MNIST));
    const ops = (cell: string) =>
      layers.flatMap(({ id }) => (id.startsWith(`${cell}.node`) ? [id.slice(cell.length)] : [])).sort();
    expect(ops('cell3')).toEqual(ops('cell1'));
    expect(ops('cell4')).toEqual(ops('cell2'));
    expect(layers.find(({ id }) => id === 'cell4.node1')?.outputShape).toEqual([7, 7, 256]);
  });
});

describe('ENAS micro, the text', () => {
  it.each([
    ['normal=a', 'must have 2 cells (normal, reduction)', 'Example:'],
    [
      PRINTED.replace('max3~3', 'max3~4'),
      "'4' (at character 122) names an input that node 3 of the reduction cell cannot read",
      '0 to 3',
    ],
    [PRINTED.replace('sep5', 'sep7'), "'sep7' (at character 85) is not an op", "Did you mean 'sep5'?"],
    [PRINTED.replace('reduction', 'reduce'), "must be the reduction cell, written 'reduction=...'", 'Example:'],
    [PRINTED.replace('|sep3~1+max3~2', ''), "must have 4 nodes joined by '|', got 3", 'Example:'],
    [PRINTED.replace('sep3~0+', ''), "'sep3~0' (at character 8) must have 2 edges joined by '+', got 1", 'Example:'],
    [PRINTED.replace('sep3~0', 'sep3'), "'sep3' (at character 8) is not an edge", "Write edges as 'identity~0'"],
  ])('refuses %s', (text, message, remedy) => {
    const error = labError(() => micro.parse(text));
    expect(error.kind).toBe('space');
    expect(error.message).toContain(message);
    expect(error.remedy).toContain(remedy);
  });
});

cellSpaceConformance(micro);
cellSpaceConformance(spaceById('enas-micro?arch=NNRNNRNN&nodes=5'), { draws: 30 });
