import { Rng } from '../core/rng';
import { choiceText, enumerate, optionAt, optionCount, sample, sampleChoice } from './genotype';
import type { Choice, Decision, SearchSpace } from './types';
import { changed, Look, type Seen } from './validation/look';
import { memoryBytes } from './validation/memory';
import { type Operations, operationWarnings } from './validation/operations';
import type { SpaceReport, ValidateOptions } from './validation/types';
import {
  channelWarnings,
  compare,
  duplicateWarnings,
  type Effects,
  effectWarnings,
  faultWarnings,
  memoryWarnings,
  sizeWarnings,
} from './validation/warnings';

export type { SpaceReport, SpaceWarning, SpaceWarningCode, ValidateOptions } from './validation/types';

/** Layers built in one look: what bounds its time. */
const MAX_LAYERS = 60_000;

/**
 * Looks at a search space for what makes searching it hard or pointless: fewer than three operations, none that keeps its input
 * (both as in the NAS guide's validator), channels that shrink on the way, options that change nothing, genotypes that cannot be built,
 * children over a memory budget, sizes, duplicates up to isomorphism. Genotypes are listed where they are few, else drawn with `seed`;
 * the same call gives the same report. Bounded by samples, changes and 60,000 layers built.
 */
export function validateSpace(space: SearchSpace, options: ValidateOptions = {}): SpaceReport {
  const { input = [28, 28, 1], classes = 10, samples = 120, changes = 240, seed = 1, batch = 64 } = options;
  const profile = options.profile ?? (space.profiles.includes('teach') ? 'teach' : (space.profiles[0] ?? 'teach'));
  const look = new Look(space, { profile, input, classes });
  const complete = space.size !== null && space.size <= BigInt(samples);
  const rng = Rng.fromSeed(seed, 'validate');
  const total = (complete ? Number(space.size) : samples) + changes;
  let done = 0;
  const goOn = (): boolean => {
    done += 1;
    options.onProgress?.(Math.min(done, total), total);
    return look.layers < MAX_LAYERS && options.stopped?.() !== true;
  };

  let whole = complete;
  const drawn: Seen[] = [];
  if (complete) {
    for (const genotype of enumerate(space)) {
      drawn.push(look.see(genotype));
      if (!goOn()) {
        whole = false;
        break;
      }
    }
  } else {
    for (let i = 0; i < samples; i += 1) {
      drawn.push(look.see(sample(space, rng)));
      if (!goOn()) break;
    }
  }
  const first = [...new Set(drawn)];

  const effects: Effects = new Map();
  const operations: Operations = new Map();
  for (let i = 0; i < changes && drawn.length > 0; i += 1) {
    const a = drawn[i % drawn.length];
    if (a === undefined || a.decisions.length === 0) break;
    const at = rng.int(a.decisions.length);
    const decision = a.decisions[at];
    if (decision === undefined) continue;
    const other = another(decision, a.genotype.choices[at] ?? 0, rng);
    if (other === null) continue;
    const b = look.see(changed(space, a.genotype, at, other, rng));
    if (a.fault === null && b.fault === null) {
      compare(effects, a, b, at);
      note(operations, decision, a, b, at);
    }
    if (!goOn()) break;
  }

  const built = first.filter((one) => one.fault === null);
  const failed = look.all().filter((one) => one.fault !== null);
  const limit = options.memoryLimitBytes;
  const over = limit === undefined ? [] : built.filter((one) => one.count !== null && memoryBytes(one.count, batch) > limit);
  const networks = new Set(built.map((one) => one.hash)).size;
  const lengths = first.map((one) => one.decisions.length);
  options.onProgress?.(total, total);
  return {
    space: space.id,
    size: space.size,
    looked: first.length,
    complete: whole,
    genotypes: built.length,
    networks,
    unbuildable: first.length - built.length,
    overMemory: over.length,
    decisions: [Math.min(...lengths, Number.MAX_SAFE_INTEGER), Math.max(0, ...lengths)],
    warnings: [
      ...sizeWarnings(space, first),
      ...(space.value === undefined ? operationWarnings(operations) : []),
      ...channelWarnings(built),
      ...effectWarnings(effects),
      ...faultWarnings(failed, look.all().length),
      ...memoryWarnings(over, built.length, batch, limit ?? 0),
      ...duplicateWarnings(space, built, new Set(built.map((one) => one.identity)).size),
    ],
  };
}

/** Another option of a decision than the given one, drawn with equal chances; null where there is none. */
function another(decision: Decision, own: Choice, rng: Rng): Choice | null {
  const count = optionCount(decision);
  if (count === null) return sampleChoice(decision, rng);
  if (count < 2) return null;
  const place = decision.kind === 'categorical' ? own : Math.round((own - decision.min) / (decision.step ?? 1));
  const drawn = rng.int(count - 1);
  return optionAt(decision, drawn >= place ? drawn + 1 : drawn);
}

/** Remembers which layers an option brings. */
function note(operations: Operations, decision: Decision, a: Seen, b: Seen, at: number): void {
  if (decision.kind !== 'categorical' || a.graph === null || b.graph === null) return;
  for (const [seen, against] of [
    [a, b],
    [b, a],
  ] as const) {
    if (seen.graph === null || against.graph === null) continue;
    const option = choiceText(decision, seen.genotype.choices[at] ?? 0);
    const found = operations.get(decision.name) ?? { options: decision.options, seen: [] };
    operations.set(decision.name, { ...found, seen: [...found.seen, { option, graph: seen.graph, against: against.graph }] });
  }
}
