import type { Categorical } from '../cells/categoricalSpace';
import { expectCount, nameIndex, type Piece, pieceError, pieceOf, splitPiece } from '../cells/text';
import type { Choice } from '../types';

/** The six operations of a layer: convolutions, separable convolutions, pools. */
export const ENAS_MACRO_OPS = ['conv3', 'conv5', 'sep3', 'sep5', 'avg3', 'max3'] as const;

export type EnasMacroOp = (typeof ENAS_MACRO_OPS)[number];

export interface EnasMacroLayer {
  readonly op: EnasMacroOp;
  /** Numbers (from 0) of the earlier layers that are concatenated to the op's output. */
  readonly skips: readonly number[];
}

/**
 * Of each layer k (from 0): the op, then k bits, whether each earlier layer is skipped to it. With L layers that is
 * 6^L 2^(L (L - 1) / 2); 1.6e29 for L = 12 (Pham et al. 2018, section 2.3).
 */
export function enasMacroDecisions(layers: number): readonly Categorical[] {
  return Array.from({ length: layers }, (_, layer): readonly Categorical[] => [
    { kind: 'categorical', name: `layer${layer + 1}.op`, options: ENAS_MACRO_OPS },
    ...Array.from(
      { length: layer },
      (_, from): Categorical => ({
        kind: 'categorical',
        name: `layer${layer + 1}.skip${from + 1}`,
        options: ['no', 'yes'],
      }),
    ),
  ]).flat();
}

/** The layers of a genotype's choices (checked before). */
export function enasMacroLayers(layers: number, choices: readonly Choice[]): readonly EnasMacroLayer[] {
  let place = 0;
  return Array.from({ length: layers }, (_, layer) => {
    const [op = 0, ...bits] = choices.slice(place, place + layer + 1);
    place += layer + 1;
    return { op: ENAS_MACRO_OPS[op] ?? 'conv3', skips: bits.flatMap((bit, from) => (bit === 1 ? [from] : [])) };
  });
}

/** 'conv3,sep5:1,max3:01': of each layer its op and a bit for every earlier layer, the first layer's first. */
export function formatEnasMacro(layers: number, choices: readonly Choice[]): string {
  return enasMacroLayers(layers, choices)
    .map(({ op, skips }, layer) => {
      const bits = Array.from({ length: layer }, (_, from) => (skips.includes(from) ? '1' : '0')).join('');
      return layer === 0 ? op : `${op}:${bits}`;
    })
    .join(',');
}

function parseLayer(id: string, piece: Piece, layer: number, example: string): readonly Choice[] {
  const [op, bits, more] = splitPiece(piece, ':');
  if (op === undefined || more !== undefined) throw pieceError(id, piece, 'is not a layer', example);
  const choice = nameIndex(id, 'an op', op, ENAS_MACRO_OPS);
  const text = bits?.text ?? '';
  const wrong = text.search(/[^01]/);
  if (bits !== undefined && wrong >= 0) {
    const found = pieceOf(text, wrong, wrong + 1);
    throw pieceError(id, { text: found.text, at: bits.at + wrong }, 'is not a bit', 'Write 1 for a skip connection, 0 for none.');
  }
  if (text.length === layer) return [choice, ...Array.from(text, Number)];
  const rule = `(layer ${layer + 1}) must have ${layer} bit${layer === 1 ? '' : 's'}, one for each earlier layer, got ${text.length}`;
  throw pieceError(
    id,
    piece,
    text.length > layer ? `${rule}: a layer cannot read one that comes later` : rule,
    layer === 0 ? `Write the first layer without bits: '${op.text}'.` : `Example: '${op.text}:${'0'.repeat(layer)}'.`,
  );
}

/** Choices of a text as formatEnasMacro writes it; spaces allowed around every sign. */
export function parseEnasMacro(id: string, layers: number, text: string): readonly Choice[] {
  const example = `Example: '${formatEnasMacro(
    layers,
    enasMacroDecisions(layers).map(() => 0),
  )}'.`;
  const whole = pieceOf(text);
  const parts = splitPiece(whole, ',');
  expectCount(id, whole, parts, layers, "layers joined by ','", example);
  return parts.flatMap((part, layer) => parseLayer(id, part, layer, example));
}
