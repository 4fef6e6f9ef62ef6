import { BlockError } from './errors';
import { domainValues, type Node, partsOf, type Term } from './nodes';

/** Modules of a definition, uses written out. */
export const MAX_NODES = 3000;
/** Turns of one repeat. */
export const MAX_REPEATS = 100;
/** Modules met on one walk, repeats written out. */
export const MAX_UNROLLED = 5000;
/** Parts of a formula, the hyperparameters it reads written out: h2 = h1 + h1, h3 = h2 + h2, ... doubles them at each step. */
export const MAX_FORMULA_PARTS = 1000;

/** The largest number a term can be; where a formula computes it, 1: the walk counts again. */
function most(term: Term): number {
  if (term.kind === 'formula') return 1;
  const values = term.kind === 'fixed' ? [term.value] : (domainValues(term.site.domain, 10_000) ?? []);
  return values.reduce<number>((largest, value) => (typeof value === 'number' && value > largest ? value : largest), 0);
}

/** An upper bound of the modules on a walk. */
function unrolled(node: Node): number {
  const { below } = partsOf(node);
  const sizes = below.map(unrolled);
  if (node.kind === 'or' || node.kind === 'when') return 1 + Math.max(0, ...sizes);
  const sum = sizes.reduce((total, size) => total + size, 0);
  if (node.kind === 'repeat') return 1 + most(node.count) * sum;
  return 1 + sum + (node.kind === 'inputChoice' ? node.candidates.length : 0);
}

export function tooLarge(path: string): BlockError {
  return new BlockError(
    path,
    `a network may have more than ${MAX_UNROLLED} modules, repeats written out.`,
    'Repeat fewer times, or nest fewer repeats.',
  );
}

/** A fault where a network of the space may be too large to be walked; null where none is. */
export function checkSize(network: Node, head: Node | null): BlockError | null {
  const size = unrolled(network) + (head === null ? 0 : unrolled(head));
  return size > MAX_UNROLLED ? tooLarge('network') : null;
}
