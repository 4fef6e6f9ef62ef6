import { choiceText } from '../genotype';
import type { SearchSpace } from '../types';
import { channelDrop } from './channels';
import type { Seen } from './look';
import { memoryBytes } from './memory';
import type { SpaceWarning } from './types';

/** Fewer points than the one are few, more than the other out of reach. */
const SMALL = 10n;
const LARGE = 10n ** 18n;
/** Per option 'name=value': how often it was compared with another of its decision, and how often the child was another one. */
export type Effects = Map<string, { compared: number; differed: number }>;

export function compare(effects: Effects, a: Seen, b: Seen, at: number): void {
  const decision = a.decisions[at];
  if (decision === undefined) return;
  const differs = a.identity !== b.identity;
  for (const seen of [a, b]) {
    const key = `${decision.name}=${choiceText(decision, seen.genotype.choices[at] ?? 0)}`;
    const effect = effects.get(key) ?? { compared: 0, differed: 0 };
    effects.set(key, { compared: effect.compared + 1, differed: effect.differed + Number(differs) });
  }
}

/** Fewer comparisons say nothing about an option. */
const ENOUGH = 6;

export function effectWarnings(effects: Effects): readonly SpaceWarning[] {
  const idle = [...effects].filter(([, { compared, differed }]) => compared >= ENOUGH && differed === 0);
  return idle.slice(0, 20).map(([path, { compared }]) => ({
    code: 'option-without-effect',
    path,
    message: `${path} never changed the child in ${compared} comparisons with other options.`,
    remedy: 'Remove the option, or the module that makes it unreachable.',
    example: null,
  }));
}

export function sizeWarnings(space: SearchSpace, seen: readonly Seen[]): readonly SpaceWarning[] {
  const { size } = space;
  if (size === null) return [];
  if (size < SMALL) {
    const message = `the space has ${size} points.`;
    return [{ code: 'small', path: '', message, remedy: 'Train all of them, or decide more.', example: null }];
  }
  if (size <= LARGE) return [];
  const most = Math.max(0, ...seen.map((one) => one.decisions.length));
  return [
    {
      code: 'large',
      path: '',
      message: `the space has about 10^${String(size).length - 1} points in up to ${most} decisions: a search sees next to nothing of it.`,
      remedy: 'Share decisions, or search a cell that is repeated.',
      example: null,
    },
  ];
}

export function channelWarnings(built: readonly Seen[]): readonly SpaceWarning[] {
  const shrinking = built.flatMap((one) => {
    const drop = one.graph === null ? null : channelDrop(one.graph);
    return drop === null ? [] : [{ one, drop }];
  });
  const [first] = shrinking;
  if (first === undefined) return [];
  const { from, to, group } = first.drop;
  return [
    {
      code: 'channels-shrink',
      path: group,
      message: `${shrinking.length} of ${built.length} children have fewer channels later than before, as ${group}: ${from} to ${to}.`,
      remedy: 'Let filters grow or stay from cell to cell, or decide a factor instead of a number.',
      example: first.one.text,
    },
  ];
}

export function faultWarnings(failed: readonly Seen[], looked: number): readonly SpaceWarning[] {
  const [first] = failed;
  if (first?.fault === undefined || first.fault === null) return [];
  return [
    {
      code: 'cannot-be-built',
      path: '',
      message: `${failed.length} of ${looked} genotypes cannot be built: ${first.fault.message}`,
      remedy: first.fault.remedy,
      example: first.text,
    },
  ];
}

export function memoryWarnings(over: readonly Seen[], built: number, batch: number, limit: number): readonly SpaceWarning[] {
  const bytes = (one: Seen): number => (one.count === null ? 0 : memoryBytes(one.count, batch));
  const [first] = over.toSorted((a, b) => bytes(b) - bytes(a));
  if (first === undefined) return [];
  const mega = (n: number): string => `${(n / 1e6).toFixed(1)} MB`;
  return [
    {
      code: 'over-memory',
      path: '',
      message: `${over.length} of ${built} children need more than ${mega(limit)} at batch ${batch}; the largest ${mega(bytes(first))}.`,
      remedy: 'Use a smaller batch, fewer filters, or another profile.',
      example: first.text,
    },
  ];
}

/** Half of the genotypes looked at give a child that another gives too. */
const MANY = 0.5;

export function duplicateWarnings(space: SearchSpace, built: readonly Seen[], different: number): readonly SpaceWarning[] {
  const share = built.length === 0 ? 0 : 1 - different / built.length;
  if (space.value !== undefined || share < MANY) return [];
  return [
    {
      code: 'duplicates',
      path: '',
      message: `${built.length} genotypes give ${different} different children.`,
      remedy: 'They are trained once each; remove decisions that change nothing.',
      example: null,
    },
  ];
}
