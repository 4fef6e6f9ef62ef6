import type { Profile } from '../support/realm';
import { digits } from '../support/standings';
import { median } from '../support/stats';

/** A training step, split. */
export interface Split {
  /** Milliseconds of a step, its result awaited, without clocks. */
  readonly stepMs: number;
  readonly ops: ReadonlyMap<string, { readonly ms: number; readonly calls: number }>;
  /** Of the program's time on the processor, what no kernel of tfjs took: tape, tidying, batches, the lab's own code. */
  readonly outsideMs: number;
  /**
   * What is not arithmetic, as a share of the step. On the processor: outsideMs of the whole step. With a GPU: the time that
   * the program takes to encode all of it, which the GPU computes beside; from 100 % on the encoding is what a step costs.
   */
  readonly overheadShare: number;
  readonly dispatches: number | null;
}

/** The clocks' own time is in clockedMs, so shares are of that; the step's is the time without them. */
export function splitOf({ plainMs, clockedMs, hostMs, dispatches, ops }: Profile): Split {
  const inKernels = ops.reduce((sum, { ms }) => sum + ms, 0);
  const onGpu = dispatches !== null;
  const outsideMs = (onGpu ? hostMs : clockedMs) - inKernels;
  return {
    stepMs: plainMs,
    ops: new Map(ops.map(({ name, ms, calls }) => [name, { ms, calls }])),
    outsideMs,
    overheadShare: (onGpu ? hostMs : outsideMs) / clockedMs,
    dispatches,
  };
}

/** A step's ops by their time, median of the rounds. */
export function overheadTable(name: string, splits: readonly Split[]): string {
  const [first] = splits;
  if (first === undefined) return '';
  const step = median(splits.map(({ stepMs }) => stepMs));
  const ops = [...first.ops.keys()].map((op) => ({
    op,
    calls: first.ops.get(op)?.calls ?? 0,
    ms: median(splits.map((split) => split.ops.get(op)?.ms ?? 0)),
  }));
  ops.sort((a, b) => b.ms - a.ms);
  const share = (ms: number): string => `${((100 * ms) / step).toFixed(1)} %`;
  const line = (what: string, calls: string, ms: number): string =>
    `  ${what.padEnd(36)} ${calls.padStart(6)} ${digits(ms).padStart(9)} ms ${share(ms).padStart(8)}`;
  const calls = ops.reduce((sum, op) => sum + op.calls, 0);
  return [
    `${name}: ${digits(step)} ms a step${first.dispatches === null ? '' : `, ${digits(first.dispatches)} dispatches`}`,
    ...ops.map((op) => line(op.op, digits(op.calls), op.ms)),
    line(
      'all kernels',
      digits(calls),
      ops.reduce((sum, { ms }) => sum + ms, 0),
    ),
    line('outside kernels', '', median(splits.map(({ outsideMs }) => outsideMs))),
    `  not arithmetic: ${(100 * median(splits.map(({ overheadShare }) => overheadShare))).toFixed(1)} % of the step`,
    '',
  ].join('\n');
}
