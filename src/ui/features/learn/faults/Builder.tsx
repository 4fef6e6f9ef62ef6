import { useMemo, useState } from 'react';
import { FAULTS, type FaultId } from '../../../../engine/controller/faults';
import { FaultFigure, type FigureWorld } from './FaultFigure';
import { nameOf } from './model';

/** Any set of the controller's faults, and its curve. */
export function Builder({ world }: { readonly world: FigureWorld }) {
  const [isTouched, setTouched] = useState(false);
  const [ticked, setTicked] = useState<ReadonlySet<FaultId>>(() => new Set(FAULTS.map(({ id }) => id)));
  const faults = useMemo(() => [...ticked], [ticked]);
  const choose = (next: ReadonlySet<FaultId>): void => {
    setTouched(true);
    setTicked(next);
  };
  const toggle = (id: FaultId): void => {
    const next = new Set(ticked);
    if (!next.delete(id)) next.add(id);
    choose(next);
  };
  const all = ticked.size === FAULTS.length;
  return (
    <section className="fault-builder" aria-label="Any combination">
      <h4>Any combination</h4>
      <fieldset>
        <legend className="sr-only">Faults that are switched on</legend>
        {FAULTS.map(({ id, number, title }) => (
          <label key={id}>
            <input type="checkbox" checked={ticked.has(id)} onChange={() => toggle(id)} />
            <b>{number}</b> {title}
          </label>
        ))}
        <button type="button" className="link" onClick={() => choose(all ? new Set() : new Set(FAULTS.map(({ id }) => id)))}>
          {all ? 'none of them' : 'all of them'}
        </button>
      </fieldset>
      <div>
        <h5>{all ? 'Every fault, as printed' : nameOf(faults).replace(/^./, (first) => first.toUpperCase())}</h5>
        <FaultFigure {...world} faults={faults} rank={isTouched ? 0.5 : 5} />
      </div>
    </section>
  );
}
