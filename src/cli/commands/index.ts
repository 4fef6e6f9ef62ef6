import type { Command } from '../command';
import { describe } from './describe';
import { sample } from './sample';
import { search } from './search';
import { table } from './table';
import { train } from './train';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [describe, sample, train, search, table];
