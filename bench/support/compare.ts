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
  readonly checked: boolean;
  readonly values: number[];
}

/**
 * Measures engines against each other in one run. Each is opened, checked against the reference and warmed up; then
 * rounds are taken in turn (one of each, again and again), so that a slow minute of the machine hurts all alike.
 * An engine that the machine lacks is named and left out; one whose witness deviates gets a row with checked: false.
 */
export async function compare(comparison: Comparison, output: BenchOutput): Promise<readonly BenchRow[]> {
  const entrants: Entrant[] = [];
  try {
    let reference: readonly number[] | null = null;
    for (const spec of comparison.contenders) {
      const opened = await spec.open();
      if (!opened.ok) {
        output.note(`${spec.name}: left out, ${opened.reason}`);
        continue;
      }
      const { contender } = opened;
      const witness = await contender.witness();
      reference ??= witness;
      const deviation = largestDeviation(witness, reference);
      const checked = deviation <= comparison.tolerance;
      output.note(
        `${contender.engine}: deviates from ${entrants[0]?.contender.engine ?? 'itself'} by at most ${deviation.toExponential(1)}${checked ? '' : `, more than ${comparison.tolerance}`}`,
      );
      entrants.push({ spec, contender, checked, values: [] });
      await contender.measure(); // warm-up: compilation, caches, first allocations
    }
    const rounds = Math.max(0, ...entrants.map(({ spec }) => spec.rounds));
    for (let round = 0; round < rounds; round += 1) {
      for (const { spec, contender, values } of entrants) if (round < spec.rounds) values.push(await contender.measure());
    }
  } finally {
    for (const { contender } of entrants) await contender.close();
  }
  const rows = entrants.map(({ contender, checked, values }) => ({
    bench: comparison.bench,
    case: comparison.case,
    engine: contender.engine,
    value: median(values),
    unit: comparison.unit,
    spread: interquartileRange(values),
    checked,
  }));
  for (const row of rows) output.row(row);
  return rows;
}
