import type { Measurement } from '../../engine/core/measurement';
import type { TableFile } from '../../engine/estimate/tableFile';
import { type ChildFacts, tableFacts } from './tableFacts';

/** A measurement in the form in which children are shown. */
export function factsOfMeasurement(measurement: Measurement): ChildFacts {
  return {
    arch: measurement.arch,
    validAccuracy: measurement.validAccuracy,
    testAccuracy: measurement.testAccuracy,
    curve: measurement.epochs.map((report) => report.validAccuracy),
    params: measurement.params.total,
    cellParams: measurement.params.cells,
    macs: measurement.macs,
    trainMs: measurement.trainMs,
    source: measurement.source,
  };
}

/** What is known of a child: measured in this run, else recorded in the table, else null. */
export function childFacts(arch: string, measurement: Measurement | null, table: TableFile | null): ChildFacts | null {
  if (measurement !== null) return factsOfMeasurement(measurement);
  return table === null ? null : (tableFacts(table).get(arch) ?? null);
}
