import { leastTrainMs } from '../../engine/core/leastTrainMs';
import type { TableFile, TableRow } from '../../engine/estimate/tableFile';

/** What a table says of one child: means over its seeds, but the least of their times; accuracies are fractions. */
export interface ChildFacts {
  readonly arch: string;
  /** Mean over the seeds of each seed's best epoch. */
  readonly validAccuracy: number;
  readonly testAccuracy: number | null;
  /** Mean validation accuracy of each epoch. */
  readonly curve: readonly number[];
  readonly params: number;
  readonly cellParams: number;
  readonly macs: number;
  readonly trainMs: number | null;
  readonly source: string;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export function factsOfRow(row: TableRow, table: TableFile): ChildFacts {
  const epochs = Math.min(...row.runs.map((run) => run.validAccuracy.length));
  return {
    arch: row.arch,
    validAccuracy: mean(row.runs.map((run) => Math.max(...run.validAccuracy))),
    testAccuracy: mean(row.runs.map((run) => run.testAccuracy)),
    curve: Array.from({ length: epochs }, (_, epoch) => mean(row.runs.map((run) => run.validAccuracy[epoch] ?? Number.NaN))),
    params: row.params.total,
    cellParams: row.params.cells,
    macs: row.macs,
    trainMs: leastTrainMs(row.runs),
    source: table.title,
  };
}

const cache = new WeakMap<TableFile, ReadonlyMap<string, ChildFacts>>();

/** The table by arch, worked out once. */
export function tableFacts(table: TableFile): ReadonlyMap<string, ChildFacts> {
  let facts = cache.get(table);
  if (facts === undefined) {
    facts = new Map(table.rows.map((row) => [row.arch, factsOfRow(row, table)]));
    cache.set(table, facts);
  }
  return facts;
}
