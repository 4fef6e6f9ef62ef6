import { firstLine } from './realm';
import { interquartileRange, largestDeviation, median } from './stats';
import type { BenchOutput, BenchRow, Contender, ContenderSpec } from './types';

export interface Comparison {
  readonly bench: string;
  readonly case: string;
  readonly unit: string;
  /** The first is the reference of the others' witnesses. */
  readonly contenders: readonly ContenderSpec[];
  /** Largest relative deviation of a witness from the reference's. */
  readonly tolerance: number;
}

interface Entrant {
  readonly spec: ContenderSpec;
  readonly contender: Contender;
  readonly values: number[];
}

/** Opens, checks and warms up one contender; null, with the reason told, where it is not here or does not work. */
async function enter(
  spec: ContenderSpec,
  reference: readonly number[] | null,
  tolerance: number,
  output: BenchOutput,
): Promise<{ readonly entrant: Entrant; readonly witness: readonly number[] } | null> {
  const opened = await spec.open();
  if (!opened.ok) {
    output.note(`${spec.name}: left out, ${opened.reason}`);
    return null;
  }
  const { contender } = opened;
  try {
    const witness = await contender.witness();
    const deviation = reference === null ? 0 : largestDeviation(witness, reference);
    if (!(deviation <= tolerance)) {
      throw new Error(`its result deviates from the reference by ${deviation.toExponential(1)}, ${tolerance} allowed`);
    }
    output.note(
      `${contender.engine}: ${reference === null ? 'the reference' : `deviates from the reference by at most ${deviation.toExponential(1)}`}`,
    );
    await contender.measure(); // warm-up: compilation, caches, first allocations
    return { entrant: { spec, contender, values: [] }, witness };
  } catch (thrown) {
    output.fail(`${contender.engine}: failed, ${firstLine(thrown)}`);
    await contender.close().catch((error: unknown) => output.note(`${contender.engine}: did not close, ${firstLine(error)}`));
    return null;
  }
}

/**
 * Measures engines against each other in one run. Each is opened, checked against the reference and warmed up; then
 * rounds are taken in turn (one of each, again and again), so that a slow minute of the machine hurts all alike.
 * An engine that the machine lacks is named and left out; one that fails, or whose witness deviates, fails the bench: how
 * fast a wrong result comes says nothing.
 */
export async function compare(comparison: Comparison, output: BenchOutput): Promise<readonly BenchRow[]> {
  const entrants: Entrant[] = [];
  try {
    let reference: readonly number[] | null = null;
    for (const spec of comparison.contenders) {
      const entered = await enter(spec, reference, comparison.tolerance, output);
      if (entered === null) continue;
      reference ??= entered.witness;
      entrants.push(entered.entrant);
    }
    const rounds = Math.max(0, ...entrants.map(({ spec }) => spec.rounds));
    for (let round = 0; round < rounds; round += 1) {
      for (const { spec, contender, values } of entrants) if (round < spec.rounds) values.push(await contender.measure());
    }
  } finally {
    for (const { contender } of entrants) await contender.close();
  }
  const rows = entrants.map(({ contender, values }) => ({
    bench: comparison.bench,
    case: comparison.case,
    engine: contender.engine,
    value: median(values),
    unit: comparison.unit,
    spread: interquartileRange(values),
    checked: true,
  }));
  for (const row of rows) output.row(row);
  return rows;
}
