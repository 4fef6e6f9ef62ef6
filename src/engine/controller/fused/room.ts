import { LabError } from '../../core/errors';
import { policyLayout } from '../layout';
import type { PolicyShape } from '../types';
import { TapeNode } from './tape';

/** A gibibyte of float32: more than any policy that is of use, less than any browser refuses. */
export const MOST_NUMBERS = 2 ** 28;

export function noRoomError(count: number, cause?: unknown): LabError {
  return new LabError(
    'config',
    `strategy.hidden: the controller would need ${Math.ceil((4 * count) / 2 ** 20)} MiB for its states, more than can be had.`,
    'Choose fewer hidden units, fewer children an episode, or a space with fewer decisions.',
    { cause },
  );
}

/**
 * Throws LabError 'config' where an episode of so many children would not fit: nodes of the unrolled network, one a decision where it
 * does not depend on the sample, else one for each prefix that the children can have.
 */
export function checkRoom(shape: PolicyShape, children: number): void {
  const layout = policyLayout(shape);
  const each = new TapeNode(0, 0, shape.cell ?? 'lstm', layout).end;
  const isChain = shape.input === 'softmax' || shape.input === 'output';
  let nodes = 0;
  let prefixes = 1;
  for (const options of shape.options) {
    nodes += isChain ? 1 : Math.min(children, prefixes);
    prefixes = Math.min(children, prefixes * options);
  }
  const needed = 7 * layout.size + nodes * each;
  if (needed > MOST_NUMBERS) throw noRoomError(needed);
}
