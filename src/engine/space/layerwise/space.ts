import { type Categorical, categoricalSpace } from '../cells/categoricalSpace';
import { chosenNumber, numbers, profileOption } from '../cells/options';
import { expectCount, nameIndex, type Piece, pieceError, pieceOf, splitPiece } from '../cells/text';
import { spaceId } from '../spaceId';
import type { Choice, SpaceEntry } from '../types';
import { buildLayerwise, FILTER_SCALE, type LayerwiseLayer } from './build';

const ID = 'layer-wise';
const TITLE = 'Layer by layer: kernel, filters and skip connections of every layer';
const SOURCE = 'Zoph and Le 2017, section 4.1; the chapter on automation, figure 7-6';
const SIDES = ['1', '3', '5', '7'] as const;
const FILTERS = ['24', '36', '48', '64'] as const;
const STRIDES = ['1', '2', '3'] as const;
const NO_YES = ['no', 'yes'] as const;
const EXAMPLE =
  "Write each layer as filters@height×width, strides after '/', and the layers it reads after '&': '36@3x5|48@7x3&1'.";

const OPTIONS = [
  { name: 'layers', title: 'layers', values: numbers(2, 20), standard: 6 },
  { name: 'skips', title: 'skip connections: later layers choose which earlier ones they read', values: NO_YES, standard: 'yes' },
  { name: 'strides', title: 'strides are searched as well', values: NO_YES, standard: 'no' },
  profileOption('scale', 'filters are divided by this (paper: 1, teach: 4)', [1, 2, 4, 8]),
];

interface Shape {
  readonly layers: number;
  readonly skips: boolean;
  readonly strides: boolean;
}

function decisionsOf({ layers, skips, strides }: Shape): readonly Categorical[] {
  return Array.from({ length: layers }, (_, i) => {
    const choice = (name: string, options: readonly string[]): Categorical => ({
      kind: 'categorical',
      name: `layer${i + 1}.${name}`,
      options,
    });
    return [
      choice('filters', FILTERS),
      choice('height', SIDES),
      choice('width', SIDES),
      ...(strides ? [choice('stride.height', STRIDES), choice('stride.width', STRIDES)] : []),
      ...(skips ? Array.from({ length: i }, (_, j) => choice(`from${j + 1}`, NO_YES)) : []),
    ];
  }).flat();
}

/** The layers that choices stand for; choices: checked. */
function layersOf(choices: readonly Choice[], { layers, skips, strides }: Shape): readonly LayerwiseLayer[] {
  let at = 0;
  const take = <T>(options: readonly T[]): T => {
    const taken = options[choices[at] ?? 0] as T;
    at += 1;
    return taken;
  };
  return Array.from({ length: layers }, (_, i) => {
    const filters = Number(take(FILTERS));
    const kernel = [Number(take(SIDES)), Number(take(SIDES))] as const;
    const stride = strides ? ([Number(take(STRIDES)), Number(take(STRIDES))] as const) : ([1, 1] as const);
    // Without skip connections each layer reads the one before it.
    const from = skips ? numbers(0, i - 1).filter(() => take(NO_YES) === 'yes') : i === 0 ? [] : [i - 1];
    return { filters, kernel, stride, from };
  });
}

function format(choices: readonly Choice[], shape: Shape): string {
  return layersOf(choices, shape)
    .map(({ filters, kernel, stride, from }) => {
      const strides = shape.strides ? `/${stride.join('x')}` : '';
      const read = shape.skips && from.length > 0 ? `&${from.map((index) => index + 1).join(',')}` : '';
      return `${filters}@${kernel.join('x')}${strides}${read}`;
    })
    .join('|');
}

function parsePair(id: string, piece: Piece, what: string, options: readonly string[]): readonly Choice[] {
  const parts = splitPiece(piece, 'x');
  expectCount(id, piece, parts, 2, `${what}s joined by 'x'`, EXAMPLE);
  return parts.map((part) => nameIndex(id, `a ${what}`, part, options));
}

function parseReads(id: string, piece: Piece | undefined, index: number): readonly Choice[] {
  const read = piece === undefined ? [] : splitPiece(piece, ',');
  const earlier = numbers(1, index).map(String);
  const chosen = new Set(read.map((part) => nameIndex(id, `a layer before layer ${index + 1}, and so none`, part, earlier)));
  return earlier.map((_, i) => (chosen.has(i) ? 1 : 0));
}

function parseLayer(id: string, piece: Piece, index: number, shape: Shape): readonly Choice[] {
  const [body = piece, read, ...more] = splitPiece(piece, '&');
  const [sizes = body, strides, ...other] = splitPiece(body, '/');
  const [filters, kernel, ...rest] = splitPiece(sizes, '@');
  const isWhole = kernel !== undefined && filters !== undefined && more.length + other.length + rest.length === 0;
  if (!isWhole || (strides !== undefined) !== shape.strides) throw pieceError(id, piece, 'is not a layer of this space', EXAMPLE);
  if (read !== undefined && !shape.skips)
    throw pieceError(id, piece, 'has skip connections, which this space leaves out', EXAMPLE);
  return [
    nameIndex(id, 'a number of filters', filters, FILTERS),
    ...parsePair(id, kernel, 'kernel side', SIDES),
    ...(strides === undefined ? [] : parsePair(id, strides, 'stride', STRIDES)),
    ...(shape.skips ? parseReads(id, read, index) : []),
  ];
}

/**
 * The layer-wise space of Zoph and Le 2017 (section 4.1): for each of N convolutions its filters, kernel height and width, in one variant its
 * strides, and with skip connections a yes or no for each earlier layer (its anchor points, section 3.3). 64^N cells without skips, times
 * 2^(N (N - 1) / 2) with them, times 9^N with strides.
 */
export const layerwiseEntry: SpaceEntry = {
  id: ID,
  title: TITLE,
  source: SOURCE,
  options: OPTIONS,
  open(chosen) {
    const shape: Shape = {
      layers: chosenNumber(chosen, 'layers') ?? 6,
      skips: chosen.skips !== 'no',
      strides: chosen.strides === 'yes',
    };
    const id = spaceId(layerwiseEntry, chosen);
    return categoricalSpace({
      id,
      title: TITLE,
      source: SOURCE,
      decisions: decisionsOf(shape),
      minSide: 4,
      format: (choices) => format(choices, shape),
      parse(text) {
        const whole = pieceOf(text);
        const parts = splitPiece(whole, '|');
        expectCount(id, whole, parts, shape.layers, "layers joined by '|'", EXAMPLE);
        return parts.flatMap((part, index) => parseLayer(id, part, index, shape));
      },
      build(choices, options) {
        const scale = chosenNumber(chosen, 'scale') ?? FILTER_SCALE[options.profile === 'paper' ? 'paper' : 'teach'];
        return buildLayerwise(layersOf(choices, shape), scale, options);
      },
    });
  },
};
