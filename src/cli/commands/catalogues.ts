import { KNOWN_DATASETS } from '../../engine/data/known';
import { ESTIMATORS } from '../../engine/estimate/metadata';
import { REWARDS } from '../../engine/reward/presets';
import { PRESETS } from '../../engine/run/presets';
import { STRATEGIES } from '../../engine/search/metadata';
import { type SearchSpace, SPACES, sizeOf } from '../../engine/space';
import type { Command } from '../command';
import { DIGITS_ID } from '../data';
import { columns } from '../terminal';

type Row = { readonly [field: string]: string | number | null };

/** A command that lists one catalogue: a table for people, an object an entry for programs. */
function catalogue(name: string, summary: string, rows: () => readonly Row[]): Command {
  return {
    name,
    summary,
    positionals: [],
    options: {},
    async run({ terminal }) {
      const entries = rows();
      if (terminal.json) for (const entry of entries) terminal.result(entry, '');
      else {
        const fields = Object.keys(entries[0] ?? {});
        const cells = entries.map((entry) => fields.map((field) => String(entry[field] ?? '')));
        terminal.say(columns([fields, ...cells]));
      }
    },
  };
}

/** Decisions on the walk that always takes the first option; a conditional space may ask more or fewer. */
function decisionsOf(space: SearchSpace): number {
  const choices: number[] = [];
  for (let decision = space.next(choices); decision !== null; decision = space.next(choices)) {
    choices.push(decision.kind === 'categorical' ? 0 : decision.min);
  }
  return choices.length;
}

/** Exact where JSON's numbers are; as digits beyond. */
function exact(size: bigint | null): number | string | null {
  if (size === null) return null;
  return size <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(size) : size.toString();
}

export const CATALOGUES: readonly Command[] = [
  catalogue('spaces', 'The search spaces.', () =>
    SPACES.map((space) => ({
      id: space.id,
      title: space.title,
      decisions: decisionsOf(space),
      size: exact(sizeOf(space)),
      source: space.source,
    })),
  ),
  catalogue('strategies', 'The search strategies.', () => STRATEGIES.map(({ id, title, source }) => ({ id, title, source }))),
  catalogue('rewards', 'The rewards, with their formulas.', () =>
    REWARDS.map(({ id, title, formula, source }) => ({ id, title, formula, source })),
  ),
  catalogue('estimators', 'The ways to find out what a child is worth.', () =>
    ESTIMATORS.map(({ id, title, source }) => ({ id, title, source })),
  ),
  catalogue('datasets', 'The data sets that are known by name.', () => [
    { id: DIGITS_ID, title: 'Procedural digits', size: 12_000, source: 'drawn by the lab; nothing is downloaded' },
    ...KNOWN_DATASETS.map(({ id, title, sizes, provenance }) => ({
      id,
      title,
      size: sizes.train + sizes.test,
      source: provenance,
    })),
  ]),
  catalogue('presets', 'The run configurations for `search --preset`.', () =>
    PRESETS.map(({ id, title, source }) => ({ id, title, source })),
  ),
];
