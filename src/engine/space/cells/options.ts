import type { ChosenOptions } from '../spaceId';
import type { SpaceOption } from '../types';

/** What an option stands at while its number is the profile's. */
const FROM_PROFILE = 'profile';

/** An option whose number is the profile's until one is chosen. */
export function profileOption(name: string, title: string, values: readonly number[]): SpaceOption {
  return { name, title, values: [FROM_PROFILE, ...values], standard: FROM_PROFILE };
}

/** The number chosen for an option, or null where it is left to the profile. */
export function chosenNumber(chosen: ChosenOptions, name: string): number | null {
  const value = chosen[name];
  return typeof value === 'number' ? value : null;
}

/** from, from + step, ... up to `to`. */
export function numbers(from: number, to: number, step = 1): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}
