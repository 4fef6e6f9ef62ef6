import { useMemo, useRef } from 'react';
import type { FaultId } from '../../../../engine/controller/faults';
import { formatFixed } from '../../../shared/format';
import type { SeedRunner } from '../../../shared/seedRunner';
import { useOnScreen, useSeedRuns } from '../../../shared/useSeedRuns';
import { useLab } from '../../../store';
import { type Axes, BandChart } from './BandChart';
import { FAULT_SEEDS, medianEnd, nameOf, withFaults } from './model';

/** What every figure of the page needs. */
export interface FigureWorld {
  readonly runner: SeedRunner;
  readonly axes: Axes | null;
  /** The person has stopped the computing. */
  readonly isStopped: boolean;
}

interface FaultFigureProps extends FigureWorld {
  readonly faults: readonly FaultId[];
  /** Lower is computed earlier. */
  readonly rank: number;
}

const CORRECTED = withFaults([]);

/** The curve with some faults over 16 seeds, filling in as they finish, the corrected one behind; and its run to be opened. */
export function FaultFigure({ runner, axes, isStopped, faults, rank }: FaultFigureProps) {
  const ref = useRef<HTMLElement>(null);
  const isWanted = useOnScreen(ref) && !isStopped;
  const openRun = useLab((state) => state.openRun);
  const config = useMemo(() => withFaults(faults), [faults]);
  const { runs, error, isComputing } = useSeedRuns(runner, config, FAULT_SEEDS, { rank, isWanted });
  const corrected = useSeedRuns(runner, CORRECTED, FAULT_SEEDS, { rank: 0, isWanted });
  const name = nameOf(faults);
  const of = `${runs.length} of ${FAULT_SEEDS.length} seeds`;
  return (
    <figure ref={ref} className="fault-figure" data-done={runs.length === FAULT_SEEDS.length}>
      <BandChart title={`Figure 5, ${name}`} axes={axes} runs={runs} behind={faults.length === 0 ? NONE : corrected.runs} />
      <figcaption>
        <span>
          {error === null ? (
            <>
              ends at <b>{formatFixed(medianEnd(runs))}</b>
              {faults.length === 0 ? null : <> · corrected {formatFixed(medianEnd(corrected.runs))}</>}
            </>
          ) : (
            <span role="alert">
              {error.message} {error.remedy}
            </span>
          )}
        </span>
        <span className="fault-count" data-computing={isComputing}>
          {of}
        </span>
        <button
          type="button"
          className="link"
          aria-label={`Open figure 5, ${name}, as a run`}
          onClick={() => openRun(config, { play: true })}
        >
          Open as a run
        </button>
      </figcaption>
    </figure>
  );
}

const NONE: readonly never[] = [];
