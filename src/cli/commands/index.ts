import type { Command } from '../command';
import { bench } from './bench';
import { CATALOGUES } from './catalogues';
import { compare } from './compare';
import { data } from './data';
import { describe } from './describe';
import { exportCommand } from './export';
import { metrics } from './metrics';
import { sample } from './sample';
import { search } from './search';
import { table } from './table';
import { train } from './train';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  ...CATALOGUES,
  describe,
  sample,
  data,
  train,
  metrics,
  exportCommand,
  search,
  table,
  compare,
  bench,
];
