import { useMemo } from 'react';
import type { FaultId } from '../../../../engine/controller/faults';
import { formatFixed } from '../../../shared/format';
import { useSeedRuns } from '../../../shared/useSeedRuns';
import { FaultFigure, type FigureWorld } from './FaultFigure';
import { CANCELLING, cancelVerdict, FAULT_SEEDS, medianEnd, withFaults } from './model';

const FIRST: readonly FaultId[] = CANCELLING.slice(0, 1);
const SECOND: readonly FaultId[] = CANCELLING.slice(1);

const SHOWN = [
  { faults: FIRST, title: '1a alone: product' },
  { faults: SECOND, title: '1b alone: no minus' },
  { faults: CANCELLING, title: 'both, as printed' },
] as const;

const NO_FAULTS: readonly FaultId[] = [];

/** Where runs with some faults end, as far as they have been computed by the figures. */
function useEnd(world: FigureWorld, faults: readonly FaultId[]): { readonly end: number | null; readonly done: number } {
  const config = useMemo(() => withFaults(faults), [faults]);
  const { runs } = useSeedRuns(world.runner, config, FAULT_SEEDS, { rank: 0, isWanted: false });
  return { end: medianEnd(runs), done: runs.length };
}

/** Faults 1a and 1b alone and together, and what the seeds just computed say of them. */
export function Pair({ world }: { readonly world: FigureWorld }) {
  const neither = useEnd(world, NO_FAULTS);
  const first = useEnd(world, FIRST);
  const second = useEnd(world, SECOND);
  const both = useEnd(world, CANCELLING);
  const ends = [neither, first, second, both];
  const seeds = Math.min(...ends.map(({ done }) => done));
  const known =
    world.axes === null || neither.end === null || first.end === null || second.end === null || both.end === null
      ? null
      : { neither: neither.end, first: first.end, second: second.end, both: both.end, random: world.axes.random };
  return (
    <section className="fault-pair" aria-label="Faults 1a and 1b">
      <h4>Two wrongs that make a right</h4>
      <div className="fault-trio">
        {SHOWN.map(({ faults, title }, i) => (
          <div key={title}>
            <h5>{title}</h5>
            <FaultFigure {...world} faults={faults} rank={1 + i} />
          </div>
        ))}
      </div>
      <p className="fault-verdict" aria-live="polite">
        {known === null ? (
          'The first seeds are being computed on this machine …'
        ) : (
          <>
            <b>{cancelVerdict(known)}</b> Of {seeds} {seeds === 1 ? 'seed' : 'seeds'} each, just computed here, the median run
            ends at {formatFixed(known.neither)} as corrected, {formatFixed(known.first)} with 1a alone,{' '}
            {formatFixed(known.second)} with 1b alone, {formatFixed(known.both)} with both; blind draws earn{' '}
            {formatFixed(known.random)}.
          </>
        )}
      </p>
    </section>
  );
}
