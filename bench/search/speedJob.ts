import type { TableFile } from '../../src/engine/estimate/tableFile';

/** One strategy of SPEED_STRATEGIES from one seed. */
export interface SpeedJob {
  readonly strategy: number;
  readonly seed: number;
}

export interface SpeedDone extends SpeedJob {
  readonly ms: number;
  /** That it really looked up. */
  readonly children: number;
}

export interface SpeedData {
  readonly table: TableFile;
}
