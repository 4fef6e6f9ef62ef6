import { useEffect } from 'react';
import '../../shared/measuring/measuring.css';
import { useLocalTables } from '../../store/localTables';
import { MeasureForm } from './MeasureForm';
import { TableList } from './TableList';
import './tables.css';
import { UnderWay } from './UnderWay';

/** Reward tables: measured here, opened from files, and used by searches. */
export default function Tables() {
  const measuring = useLocalTables((state) => state.measuring);
  const error = useLocalTables((state) => state.error);
  const said = useLocalTables((state) => state.said);
  const refresh = useLocalTables((state) => state.refresh);
  useEffect(() => void refresh(), [refresh]);
  return (
    <div className="tab">
      <p className="meas-soft">
        A table holds every network of a space, trained and measured beforehand. A search on it takes milliseconds an episode, and
        every strategy meets the same truth. Nothing is uploaded.
      </p>
      <section aria-labelledby="tab-measure">
        <h3 id="tab-measure">Measure a table</h3>
        {measuring === null ? <MeasureForm /> : <UnderWay measuring={measuring} />}
      </section>
      {error === null ? null : (
        <p className="meas-fault" role="alert">
          {error.message} <b>{error.remedy}</b>
        </p>
      )}
      <p role="status" className="tab-said">
        {said}
      </p>
      <TableList />
    </div>
  );
}
