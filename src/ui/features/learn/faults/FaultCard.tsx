import { useMemo } from 'react';
import type { FaultEntry } from '../../../../engine/controller/faults';
import { FaultFigure, type FigureWorld } from './FaultFigure';
import { Mathematics } from './Mathematics';

/** One fault of the controller: two sentences, the line it breaks, and what it does to the curve. */
export function FaultCard({
  fault,
  rank,
  world,
}: {
  readonly fault: FaultEntry;
  readonly rank: number;
  readonly world: FigureWorld;
}) {
  const faults = useMemo(() => [fault.id], [fault.id]);
  return (
    <li className="fault-card">
      <h5>
        <span className="fault-number">{fault.number}</span> {fault.title}
      </h5>
      <p>
        {fault.what} {fault.effect}
      </p>
      <Mathematics formula={fault.formula} broken={fault.broken} />
      <FaultFigure {...world} faults={faults} rank={rank} />
    </li>
  );
}
