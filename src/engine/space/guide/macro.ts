import { conv2d, identity, pool, zero } from '../../graph/ops';
import type { LayerOp } from '../../graph/types';
import { conditionalSpace } from '../cells/conditionalSpace';
import { channelsOf, type Feature, FeatureGraph, sameSize } from '../cells/featureGraph';
import { numbers } from '../cells/options';
import { poolingHead } from '../cells/pieces';
import { nameIndex, type Piece, pieceError, pieceOf, splitPiece } from '../cells/text';
import { spaceId } from '../spaceId';
import type { BuildOptions, Choice, Decision, SpaceEntry } from '../types';
import { convBlock, halving, scaled } from './layers';

const ID = 'guide-macro';
const TITLE = "The guide's macro space: 8 to 20 layers with skip connections";
const SOURCE = 'NAS code guide, macro search space';
const OPS = ['conv3x3', 'conv5x5', 'conv7x7', 'maxpool3x3', 'avgpool3x3', 'identity', 'zero'] as const;
const FILTERS = ['32', '64', '128', '256', '512'] as const;
const FEWEST = 8;
const NO_SKIP = 'no';
const EXAMPLE =
  "Write each layer as its op, filters after '@' and the layer it adds after '&', for example 'conv3x3@64|maxpool3x3|conv5x5@32&1'.";
const MOST = { name: 'layers', title: 'most layers (the guide: 20)', values: numbers(FEWEST, 20), standard: 20 };

interface Layer {
  readonly op: (typeof OPS)[number];
  /** Null where the op is no convolution. */
  readonly filters: number | null;
  /** Index of the layer whose output is added; null: none. */
  readonly skip: number | null;
}

const isConv = (op: string): boolean => op.startsWith('conv');

/** Sum over L of prod over the layers i = 0..L-1 of (3 5 + 4) options, times i + 1 sources or none. */
function sizeOf(most: number): bigint {
  const ops = BigInt(OPS.filter(isConv).length * FILTERS.length + OPS.filter((op) => !isConv(op)).length);
  let [sum, product] = [0n, 1n];
  for (let layers = 1; layers <= most; layers += 1) {
    product *= ops * BigInt(layers);
    if (layers >= FEWEST) sum += product;
  }
  return sum;
}

/** Reads choices layer by layer, as far as they reach; the decision that is next, or null where the genotype is whole. */
function read(choices: readonly Choice[], most: number): { readonly layers: readonly Layer[]; readonly next: Decision | null } {
  const [count] = choices;
  if (count === undefined) return { layers: [], next: { kind: 'int', name: 'layers', min: FEWEST, max: most, step: 1 } };
  const layers: Layer[] = [];
  let at = 1;
  while (layers.length < count) {
    const i = layers.length;
    const ask = (name: string, options: readonly string[]) => ({
      layers,
      next: { kind: 'categorical' as const, name: `layer${i + 1}.${name}`, options },
    });
    const op = choices[at];
    if (op === undefined) return ask('op', OPS);
    at += 1;
    const name = OPS[op] ?? 'zero';
    let filters: number | null = null;
    if (isConv(name)) {
      const chosen = choices[at];
      if (chosen === undefined) return ask('filters', FILTERS);
      at += 1;
      filters = Number(FILTERS[chosen]);
    }
    let skip: number | null = null;
    if (i > 0) {
      const chosen = choices[at];
      if (chosen === undefined) return ask('skip', [NO_SKIP, ...numbers(1, i).map(String)]);
      at += 1;
      skip = chosen === 0 ? null : chosen - 1;
    }
    layers.push({ op: name, filters, skip });
  }
  return { layers, next: null };
}

const format = (layers: readonly Layer[]): string =>
  layers
    .map(({ op, filters, skip }) => `${op}${filters === null ? '' : `@${filters}`}${skip === null ? '' : `&${skip + 1}`}`)
    .join('|');

function parseLayer(id: string, piece: Piece, index: number): readonly Choice[] {
  const [body = piece, skip, ...more] = splitPiece(piece, '&');
  const [name = body, filters, ...rest] = splitPiece(body, '@');
  const op = nameIndex(id, 'an op', name, OPS);
  const needsFilters = isConv(OPS[op] ?? '');
  if (more.length + rest.length > 0 || (filters !== undefined) !== needsFilters) {
    throw pieceError(id, piece, needsFilters ? "needs its filters after '@'" : 'has no filters', EXAMPLE);
  }
  if (skip !== undefined && index === 0) throw pieceError(id, skip, 'cannot be added: no layer comes before the first', EXAMPLE);
  const sources = numbers(1, index).map(String);
  return [
    op,
    ...(filters === undefined ? [] : [nameIndex(id, 'a number of filters', filters, FILTERS)]),
    ...(index === 0
      ? []
      : [skip === undefined ? 0 : 1 + nameIndex(id, `a layer before layer ${index + 1}, and so none`, skip, sources)]),
  ];
}

function plainOp(op: Layer['op']): LayerOp {
  switch (op) {
    case 'maxpool3x3':
      return pool('maxPool', [3, 3], [1, 1], 'same');
    case 'avgpool3x3':
      return pool('avgPool', [3, 3], [1, 1], 'same');
    case 'zero':
      return zero([1, 1]);
    default:
      return identity;
  }
}

/** The earlier output at the size and the channels of `like`. */
function fitted(graph: FeatureGraph, group: string, source: Feature, like: Feature): Feature {
  let feature = source;
  for (let turn = 1; !sameSize(feature, like); turn += 1)
    feature = graph.add(group, `${group}.skip.halve${turn}`, halving, [feature]);
  if (channelsOf(feature) === channelsOf(like)) return feature;
  return graph.add(group, `${group}.skip.project`, conv2d(channelsOf(like), [1, 1], { bias: false }), [feature]);
}

function build(layers: readonly Layer[], options: BuildOptions) {
  const graph = new FeatureGraph();
  const outputs: Feature[] = [];
  let last = graph.input(options.input);
  const reductions = new Set([Math.floor(layers.length / 3), Math.floor((2 * layers.length) / 3)]);
  for (const [i, { op, filters, skip }] of layers.entries()) {
    const group = `cell${i + 1}`;
    if (reductions.has(i)) last = graph.add(`reduce${i}`, `reduce${i}`, halving, [last]);
    last =
      filters === null
        ? graph.add(group, `${group}.${op}`, plainOp(op), [last])
        : graph.chain(group, `${group}.${op}`, last, convBlock(scaled(filters, options.profile), Number(op.at(-1))));
    if (skip !== null) {
      const source = fitted(graph, group, outputs[skip] as Feature, last);
      last = graph.add(group, `${group}.add`, { kind: 'add' }, [last, source]);
    }
    outputs.push(last);
  }
  return graph.build(graph.chain('head', 'head', last, poolingHead(options.classes)));
}

/**
 * The guide's MacroSearchSpace: 8 to 20 layers, each one of seven operations, convolutions with one of five numbers of filters, and for
 * every layer but the first the earlier layer that is added to it, or none. Deviations: the guide draws a kernel size besides, which its
 * ops' names have already; it draws filters for poolings, which keep theirs; it lets three in ten layers have a skip connection, which is
 * a matter of sampling. Its layers all have one size; here the image is halved before the layers at a third and at two thirds.
 */
export const guideMacroEntry: SpaceEntry = {
  id: ID,
  title: TITLE,
  source: SOURCE,
  options: [MOST],
  open(chosen) {
    const id = spaceId(guideMacroEntry, chosen);
    const most = Number(chosen.layers ?? MOST.standard);
    return conditionalSpace({
      id,
      title: TITLE,
      source: SOURCE,
      size: sizeOf(most),
      minSide: 4,
      decide: (choices) => read(choices, most).next,
      format: (choices) => format(read(choices, most).layers),
      parse(text) {
        const whole = pieceOf(text);
        const parts = splitPiece(whole, '|');
        if (parts.length < FEWEST || parts.length > most) {
          throw pieceError(id, whole, `must have ${FEWEST} to ${most} layers joined by '|', got ${parts.length}`, EXAMPLE);
        }
        return [parts.length, ...parts.flatMap((part, index) => parseLayer(id, part, index))];
      },
      build: (choices, options) => build(read(choices, most).layers, options),
    });
  },
};
