import type { ProposalOrigin } from '../../../../engine/search/origin';
import type { PopulationMember } from '../../../../engine/search/views';
import { parentsOf } from './words';

export interface Relative {
  readonly trial: number;
  readonly arch: string;
  readonly reward: number;
  readonly origin: ProposalOrigin | null;
  readonly parents: readonly number[];
  /** Observations since it was born; null: it has died. */
  readonly age: number | null;
}

/** What a lineage is read from; the store's series is one. */
export interface Records {
  readonly trials: number;
  trial(trial: number): { readonly arch: string; readonly reward: number } | null;
  readonly lineage: { of(trial: number): ProposalOrigin | null };
}

/** The latest `most` trials and the living older than those, in the order of their births. */
export function relativesOf(records: Records, members: readonly PopulationMember[], most: number): readonly Relative[] {
  const ages = new Map(members.map(({ trial, age }) => [trial, age]));
  const first = Math.max(0, records.trials - most);
  const trials = [...ages.keys()].filter((trial) => trial < first).sort((a, b) => a - b);
  for (let trial = first; trial < records.trials; trial += 1) trials.push(trial);
  return trials.flatMap((trial) => {
    const child = records.trial(trial);
    if (child === null) return [];
    const origin = records.lineage.of(trial);
    return [{ trial, ...child, origin, parents: parentsOf(origin), age: ages.get(trial) ?? null }];
  });
}

/** Ancestors counted at most. */
const MOST_ANCESTORS = 200;

/** A trial and its ancestors as far as they are known, the trial first, then generation by generation. */
export function ancestry(relatives: readonly Relative[], trial: number): readonly Relative[] {
  const known = new Map(relatives.map((one) => [one.trial, one]));
  const found: Relative[] = [];
  const seen = new Set([trial]);
  const queue = [trial];
  for (let next = queue.shift(); next !== undefined && found.length < MOST_ANCESTORS; next = queue.shift()) {
    const one = known.get(next);
    if (one === undefined) continue;
    found.push(one);
    for (const parent of one.parents) {
      if (seen.has(parent)) continue;
      seen.add(parent);
      queue.push(parent);
    }
  }
  return found;
}

export interface Placed extends Relative {
  readonly x: number;
  readonly y: number;
}

export interface LineageLayout {
  readonly dead: readonly Placed[];
  readonly living: readonly Placed[];
  /** Paths of all edges from parents to children: those of the dead, of the living, and of the ancestry that is followed. */
  readonly edges: { readonly dead: string; readonly living: string; readonly followed: string };
  readonly followed: readonly Placed[];
}

/** Birth to the right, reward upwards; an edge leaves a parent level and arrives at its child. */
export function lineageLayout(
  relatives: readonly Relative[],
  at: { readonly x: (trial: number) => number; readonly y: (reward: number) => number },
  follow: number | null,
): LineageLayout {
  const placed = new Map<number, Placed>();
  for (const one of relatives) placed.set(one.trial, { ...one, x: tenth(at.x(one.trial)), y: tenth(at.y(one.reward)) });
  const line = follow === null ? [] : ancestry(relatives, follow);
  const inLine = new Set(line.map(({ trial }) => trial));
  const edges = { dead: '', living: '', followed: '' };
  for (const child of placed.values()) {
    for (const parent of child.parents) {
      const from = placed.get(parent);
      if (from === undefined) continue;
      const kind = inLine.has(child.trial) && inLine.has(parent) ? 'followed' : child.age === null ? 'dead' : 'living';
      const middle = tenth((from.x + child.x) / 2);
      edges[kind] += `M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${child.y} ${child.x} ${child.y}`;
    }
  }
  const all = [...placed.values()];
  return {
    dead: all.filter(({ age }) => age === null),
    living: all.filter(({ age }) => age !== null),
    edges,
    followed: line.flatMap(({ trial }) => placed.get(trial) ?? []),
  };
}

/** Of a pixel: as much as can be seen. Rounded once for each child, since writing digits is what a lineage of a thousand costs. */
const tenth = (value: number): number => Math.round(value * 10) / 10;
