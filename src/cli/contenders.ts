import { suggestName } from '../engine/core/nearestName';
import type { RunConfig } from '../engine/run/config';
import { presetById } from '../engine/run/presets';
import { STRATEGIES } from '../engine/search/metadata';
import { usageError } from './usage';

/** One row of a comparison. */
export interface Contender {
  readonly name: string;
  readonly config: RunConfig;
}

/**
 * Presets, then strategies with their defaults on the first preset's space, estimator, reward and budget. LabError 'usage' where a name
 * is unknown or there twice.
 */
export function contendersOf(presets: readonly string[], strategies: readonly string[]): readonly Contender[] {
  const twice = (names: readonly string[]): string | undefined => names.find((name, i) => names.indexOf(name) !== i);
  for (const [option, names] of [
    ['--presets', presets],
    ['--strategies', strategies],
  ] as const) {
    const name = twice(names);
    if (name !== undefined)
      throw usageError(`${option}: '${name}' is named twice.`, 'Name it once: its seeds are the same runs.');
  }
  const named = presets.map((name) => ({ name, config: presetById(name) }));
  const [first] = named;
  if (first === undefined) throw usageError('--presets: none is named.', 'Example: --presets fig5 --strategies random,tpe.');
  const added = strategies.map((id) => {
    const entry = STRATEGIES.find((one) => one.id === id);
    if (entry === undefined) {
      const known = STRATEGIES.map((one) => one.id);
      throw usageError(`--strategies: there is no strategy '${id}'.`, suggestName(id, known));
    }
    return { name: id, config: { ...first.config, strategy: entry.defaults } };
  });
  return [...named, ...added];
}

/** One sentence for everything but the strategy in which a run differs from the first: then ranks and p say little of strategies. */
export function notesOnFairness(contenders: readonly Contender[]): readonly string[] {
  const [first, ...others] = contenders;
  if (first === undefined) return [];
  const parts = ['space', 'estimator', 'reward', 'stop'] as const;
  return others.flatMap(({ name, config }) => {
    const differing = parts.filter((part) => JSON.stringify(config[part]) !== JSON.stringify(first.config[part]));
    if (differing.length === 0) return [];
    return [
      `Not like with like: '${name}' has another ${differing.join(', ')} than '${first.name}'. To compare strategies alone, name them with --strategies.`,
    ];
  });
}
