import type { ClimbStep } from '../../../../engine/search/views';

/** The steps that were moved to, cut where it began anew. */
export function climbsOf(steps: readonly ClimbStep[]): readonly (readonly ClimbStep[])[] {
  const climbs: ClimbStep[][] = [];
  for (const step of steps) {
    if (step.what === 'rejected') continue;
    const last = climbs.at(-1);
    if (last === undefined || step.what !== 'better') climbs.push([step]);
    else last.push(step);
  }
  return climbs;
}
