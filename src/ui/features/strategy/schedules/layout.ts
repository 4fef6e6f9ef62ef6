import type { ScheduleView } from '../../../../engine/search/views';

export interface Fork {
  readonly member: number;
  readonly from: number;
  /** Epochs at which the copy was taken: the end of the stretch before the member's own. */
  readonly epochs: number;
  /** Index of the member's first step with the copied weights. */
  readonly step: number;
}

/** Where a member took over another's weights. */
export function forksOf(members: readonly ScheduleView[]): readonly Fork[] {
  return members.flatMap(({ member, steps }) =>
    steps.flatMap(({ copiedFrom }, step) => {
      const before = steps[step - 1];
      return copiedFrom === null || copiedFrom === member || before === undefined
        ? []
        : [{ member, from: copiedFrom, epochs: before.epochs, step }];
    }),
  );
}

/** Members whose weights a member has had, from the latest step back: itself, whom it copied, whom that one had copied by then, ... */
export function lineOf(
  members: readonly ScheduleView[],
  member: number,
): readonly { readonly member: number; readonly until: number }[] {
  const own = (index: number): ScheduleView | undefined => members.find((one) => one.member === index);
  const line: { member: number; until: number }[] = [];
  let at = member;
  let step = (own(member)?.steps.length ?? 0) - 1;
  while (step >= 0) {
    line.push({ member: at, until: step });
    const steps = own(at)?.steps ?? [];
    while (step >= 0 && ((steps[step]?.copiedFrom ?? null) === null || steps[step]?.copiedFrom === at)) step -= 1;
    const source = steps[step]?.copiedFrom ?? null;
    if (step < 0 || source === null) break;
    at = source;
    step -= 1;
  }
  return line;
}

/** '16' before '128'. */
const byName = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** Hyperparameters of all members: the numbers, and the names of the others' values. */
export function parametersOf(
  members: readonly ScheduleView[],
): readonly { readonly name: string; readonly names: readonly string[] | null }[] {
  const texts = new Map<string, Set<string> | null>();
  for (const { steps } of members) {
    for (const { values } of steps) {
      for (const [name, value] of Object.entries(values)) {
        if (typeof value === 'number') texts.set(name, texts.get(name) ?? null);
        else texts.set(name, (texts.get(name) ?? new Set()).add(value));
      }
    }
  }
  return [...texts].map(([name, names]) => ({ name, names: names === null ? null : [...names].sort(byName) }));
}
