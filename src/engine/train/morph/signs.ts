import type { LayerOp, NetworkLayer } from '../../graph/types';

/** Kinds that give no negative number, whatever they read. */
const NON_NEGATIVE = new Set<LayerOp['kind']>(['relu', 'zero']);

/** Kinds that give no negative number where they read none. */
const KEEPS_SIGN = new Set<LayerOp['kind']>([
  'maxPool',
  'avgPool',
  'zeroPad',
  'crop',
  'flatten',
  'globalAvgPool',
  'identity',
  'dropout',
  'add',
  'concat',
]);

/** Layers that hand their input on in evaluation. */
export function passesOn({ op, inputs }: NetworkLayer): boolean {
  return op.kind === 'identity' || op.kind === 'dropout' || ((op.kind === 'add' || op.kind === 'concat') && inputs.length === 1);
}

/** Whether a layer's output is never negative; nonNegative: the layers before it of which that is known. */
export function isNonNegative({ op, inputs }: NetworkLayer, nonNegative: ReadonlySet<string>): boolean {
  if (op.kind === 'activation') return op.fn === 'relu6' || op.fn === 'sigmoid';
  return NON_NEGATIVE.has(op.kind) || (KEEPS_SIGN.has(op.kind) && inputs.every((id) => nonNegative.has(id)));
}
