import { pool } from '../../graph/ops';
import { conditionalSpace } from '../cells/conditionalSpace';
import { FeatureGraph, type Steps } from '../cells/featureGraph';
import { numbers } from '../cells/options';
import { poolingHead, square } from '../cells/pieces';
import { expectCount, nameIndex, type Piece, pieceError, pieceOf, splitPiece } from '../cells/text';
import { spaceId } from '../spaceId';
import type { BuildOptions, Choice, Decision, SpaceEntry } from '../types';
import { convBlock, depthwiseBlock, scaled, separableBlock } from './layers';

const ID = 'guide-rl';
const TITLE = "The guide's controller example: six layers of a convolution and a pooling";
const SOURCE = 'NAS code guide, reinforcement learning example';
const CONVS = ['conv', 'depthwise_conv', 'separable_conv'] as const;
const SIDES = ['3', '5', '7'] as const;
const FILTERS = ['24', '36', '48', '64'] as const;
const POOLS = ['max_pool', 'avg_pool', 'no_pool'] as const;
const POOL_SIDES = ['2', '3'] as const;
const EXAMPLE =
  "Write each layer as convolution, side, filters and pooling, for example 'conv@3x24>max_pool@2|separable_conv@5x36>no_pool'.";
const LAYERS = { name: 'layers', title: 'layers (the guide: 6)', values: numbers(1, 8), standard: 6 };

interface Layer {
  readonly conv: (typeof CONVS)[number];
  readonly side: number;
  readonly filters: number;
  readonly pool: (typeof POOLS)[number];
  /** Null without a pooling. */
  readonly poolSide: number | null;
}

/** Choices that a layer takes, from the one at `at` on. */
const lengthAt = (choices: readonly Choice[], at: number): number => (POOLS[choices[at + 3] ?? 0] === 'no_pool' ? 4 : 5);

function decide(choices: readonly Choice[], layers: number): Decision | null {
  let at = 0;
  for (let layer = 1; layer <= layers; layer += 1) {
    const own = choices.length - at;
    const choice = (name: string, options: readonly string[]): Decision => ({
      kind: 'categorical',
      name: `layer${layer}.${name}`,
      options,
    });
    if (own === 0) return choice('conv', CONVS);
    if (own === 1) return choice('side', SIDES);
    if (own === 2) return choice('filters', FILTERS);
    if (own === 3) return choice('pool', POOLS);
    const length = lengthAt(choices, at);
    if (own < length) return choice('pool.side', POOL_SIDES);
    at += length;
  }
  return null;
}

/** choices: whole and checked. */
function layersOf(choices: readonly Choice[]): readonly Layer[] {
  const layers: Layer[] = [];
  for (let at = 0; at < choices.length; ) {
    const length = lengthAt(choices, at);
    const [conv = 0, side = 0, filters = 0, pooling = 0, poolSide = 0] = choices.slice(at, at + length);
    layers.push({
      conv: CONVS[conv] ?? 'conv',
      side: Number(SIDES[side]),
      filters: Number(FILTERS[filters]),
      pool: POOLS[pooling] ?? 'no_pool',
      poolSide: length === 5 ? Number(POOL_SIDES[poolSide]) : null,
    });
    at += length;
  }
  return layers;
}

const format = (choices: readonly Choice[]): string =>
  layersOf(choices)
    .map(
      ({ conv, side, filters, pool: pooling, poolSide }) =>
        `${conv}@${side}x${filters}>${pooling}${poolSide === null ? '' : `@${poolSide}`}`,
    )
    .join('|');

function parseLayer(id: string, piece: Piece): readonly Choice[] {
  const [body, pooling, ...more] = splitPiece(piece, '>');
  if (body === undefined || pooling === undefined || more.length > 0) throw pieceError(id, piece, 'is not a layer', EXAMPLE);
  const [conv, size, ...rest] = splitPiece(body, '@');
  if (conv === undefined || size === undefined || rest.length > 0) throw pieceError(id, body, 'is not a convolution', EXAMPLE);
  const sizes = splitPiece(size, 'x');
  expectCount(id, size, sizes, 2, "numbers joined by 'x' (side and filters)", EXAMPLE);
  const [kind = pooling, poolSide, ...other] = splitPiece(pooling, '@');
  const pool = nameIndex(id, 'a pooling', kind, POOLS);
  if (other.length > 0 || (poolSide === undefined) !== (POOLS[pool] === 'no_pool')) {
    throw pieceError(id, pooling, 'must have a side if it pools, and none otherwise', EXAMPLE);
  }
  return [
    nameIndex(id, 'a convolution', conv, CONVS),
    nameIndex(id, 'a side', sizes[0] ?? size, SIDES),
    nameIndex(id, 'a number of filters', sizes[1] ?? size, FILTERS),
    pool,
    ...(poolSide === undefined ? [] : [nameIndex(id, "a pooling's side", poolSide, POOL_SIDES)]),
  ];
}

const BLOCKS = { conv: convBlock, depthwise_conv: depthwiseBlock, separable_conv: separableBlock } as const;

function build(choices: readonly Choice[], options: BuildOptions) {
  const graph = new FeatureGraph();
  let last = graph.input(options.input);
  for (const [i, { conv, side, filters, pool: pooling, poolSide }] of layersOf(choices).entries()) {
    const group = `cell${i + 1}`;
    const steps: Steps = BLOCKS[conv](scaled(filters, options.profile), side);
    last = graph.chain(group, `${group}.${conv}`, last, steps);
    if (poolSide === null) continue;
    const op = pool(pooling === 'avg_pool' ? 'avgPool' : 'maxPool', square(poolSide), [2, 2], 'same');
    last = graph.add(group, `${group}.${pooling}`, op, [last]);
  }
  return graph.build(graph.chain('head', 'head', last, poolingHead(options.classes)));
}

/**
 * The space of the guide's RLNASController: for each of 6 layers a convolution (3), its side (3) and filters (4), a pooling (3) and its
 * side (2): (3 3 4 (1 + 2 2))^6 = 180^6 points, the side being asked for only where there is a pooling. Deviations: the guide's heads ask
 * for it always (216^6, of which many are one network); poolings halve the image, rounding up, for which the guide has no code.
 */
export const guideRlEntry: SpaceEntry = {
  id: ID,
  title: TITLE,
  source: SOURCE,
  options: [LAYERS],
  open(chosen) {
    const id = spaceId(guideRlEntry, chosen);
    const layers = Number(chosen.layers ?? LAYERS.standard);
    return conditionalSpace({
      id,
      title: TITLE,
      source: SOURCE,
      size: 180n ** BigInt(layers),
      minSide: 4,
      decide: (choices) => decide(choices, layers),
      format,
      parse(text) {
        const whole = pieceOf(text);
        const parts = splitPiece(whole, '|');
        expectCount(id, whole, parts, layers, "layers joined by '|'", EXAMPLE);
        return parts.flatMap((part) => parseLayer(id, part));
      },
      build,
    });
  },
};
