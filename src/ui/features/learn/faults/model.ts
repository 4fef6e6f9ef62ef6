import type { SeedRun } from '../../../../engine/analysis/sampleEfficiency';
import { medianOf } from '../../../../engine/analysis/sampleEfficiency';
import { FAULT_IDS, FAULTS, type FaultEntry, type FaultId } from '../../../../engine/controller/faults';
import type { RunConfig } from '../../../../engine/run/config';
import { fig5 } from '../../../../engine/run/presets';

/** Seeds 1 to 16 of every curve on the page. */
export const FAULT_SEEDS: readonly number[] = Array.from({ length: 16 }, (_, i) => i + 1);

/** The two that cancel. */
export const CANCELLING: readonly FaultId[] = ['product-log-prob', 'missing-minus'];

const EPISODES = 600;

/** In the order of the published list, each once. */
const inOrder = (faults: readonly FaultId[]): readonly FaultId[] => FAULT_IDS.filter((id) => faults.includes(id));

function faultById(id: FaultId): FaultEntry {
  const found = FAULTS.find((fault) => fault.id === id);
  if (found === undefined) throw new RangeError(`faultById: there is no fault '${id}'`);
  return found;
}

/** 'as corrected', 'fault 2', 'faults 1a and 1b', 'faults 1a, 2 and 5'. */
export function nameOf(faults: readonly FaultId[]): string {
  const numbers = inOrder(faults).map((id) => faultById(id).number);
  const last = numbers.pop();
  if (last === undefined) return 'as corrected';
  return numbers.length === 0 ? `fault ${last}` : `faults ${numbers.join(', ')} and ${last}`;
}

/**
 * The paper's figure 5 with these faults and no other. Corrected throughout means that the op drawn is fed forward: figure 5's own
 * preset keeps fault 4, which is the paper's method too. The order in which faults are named makes no difference.
 */
export function withFaults(faults: readonly FaultId[], seed = 1): RunConfig {
  const config = fig5(seed);
  if (config.strategy.id !== 'ppo') throw new RangeError('withFaults: figure 5 is a PPO run');
  return {
    ...config,
    title: `Figure 5, ${nameOf(faults)}`,
    strategy: { ...config.strategy, input: 'sample', faults: [...inOrder(faults)] },
    stop: { ...config.stop, episodes: EPISODES },
  };
}

const LAST = 20;

/** Mean of the mean rewards of a run's last 20 episodes. Runs without episodes have none: NaN. */
export function endOf({ mean }: SeedRun): number {
  const tail = mean.subarray(Math.max(0, mean.length - LAST));
  return tail.reduce((sum, value) => sum + value, 0) / tail.length;
}

/** Median over seeds of where runs end; null without any. */
export function medianEnd(runs: readonly SeedRun[]): number | null {
  const ends = runs.map(endOf).filter(Number.isFinite);
  return ends.length === 0 ? null : medianOf(ends);
}

/** Where runs end with both of two faults, with either, and with neither; and what blind draws earn. */
export interface CancelNumbers {
  readonly neither: number;
  readonly first: number;
  readonly second: number;
  readonly both: number;
  readonly random: number;
}

/**
 * What the numbers say of a pair of faults: alone a fault destroys learning where runs end no better than blind draws; together they
 * cancel where runs end above them by at least half of what corrected runs gain.
 */
export function cancelVerdict({ neither, first, second, both, random }: CancelNumbers): string {
  const learns = (end: number): boolean => end - random >= (neither - random) / 2;
  const destroys = (end: number): boolean => end <= random;
  if (learns(both) && destroys(first) && destroys(second)) return 'Together they cancel; either alone destroys learning.';
  const one = (number: string, end: number): string =>
    `${number} alone ${destroys(end) ? 'destroys learning' : learns(end) ? 'still learns' : 'slows learning'}`;
  const together = learns(both) ? 'together they still learn' : 'together they do not cancel';
  return `Here ${one('1a', first)}, ${one('1b', second)}, and ${together}.`;
}
