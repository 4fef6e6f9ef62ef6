import type { Choice, SearchSpace } from '../../../../engine/space/types';

/** The text form of the child that these options lead to; null where they end before it is whole. */
export function archOf(space: SearchSpace, options: readonly string[]): string | null {
  const choices: Choice[] = [];
  for (const option of options) {
    const decision = space.next(choices);
    if (decision === null) return null;
    const choice = decision.kind === 'categorical' ? decision.options.indexOf(option) : Number(option);
    if (!Number.isFinite(choice) || (decision.kind === 'categorical' && choice < 0)) return null;
    choices.push(choice);
  }
  return space.next(choices) === null ? space.format({ space: space.id, choices }) : null;
}
