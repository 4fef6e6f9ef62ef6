import { useEffect, useMemo, useState } from 'react';
import type { MetricsSettings } from '../../../../engine/estimate/childMetrics';
import { imageChoices } from '../../../shared/measuring/images';
import { openedSpace } from '../../../shared/spaces';
import { useStoredData } from '../../../shared/useStoredData';
import { useLab } from '../../../store';
import { useChildMetrics } from '../../../store/childMetrics';
import type { TableChild } from '../rows';
import { Form } from './Form';
import { Results } from './Results';
import { settingsFor } from './settings';
import { UnderWay } from './UnderWay';
import '../../../shared/measuring/measuring.css';
import './metrics.css';

/** Children trained to be measured here: what they cost, how fast they are on this device, what noise and attack do to them. */
export default function Metrics({ rows }: { readonly rows: readonly TableChild[] }) {
  const config = useLab((state) => state.config);
  const look = useChildMetrics((state) => state.look);
  const id = config?.space.id ?? null;
  useEffect(() => {
    if (id !== null) void look(id);
  }, [look, id]);
  if (config === null) return <p className="kid-soft">No run is open yet. Choose an experiment at the top.</p>;
  if (openedSpace(config.space).profiles.length === 0) {
    return (
      <p className="kid-soft">The points of this space are no networks: there is nothing to train and nothing to measure.</p>
    );
  }
  return (
    <>
      <p className="kid-soft">
        Params, MACs, memory, latency on this device, accuracy under noise and under attack: as ‘nas-lab metrics’ measures them,
        with the same numbers.
      </p>
      <Measuring rows={rows} />
      <Notes />
      <Results />
    </>
  );
}

function Measuring({ rows }: { readonly rows: readonly TableChild[] }) {
  const config = useLab((state) => state.config);
  const runId = useLab((state) => state.runId);
  const table = useLab((state) => state.table);
  const tableState = useLab((state) => state.tableState);
  const measuring = useChildMetrics((state) => state.measuring);
  const stored = useStoredData();
  // What was changed for a run is still there when its children are measured.
  const [changed, setChanged] = useState<{ readonly runId: string | null; readonly settings: MetricsSettings } | null>(null);
  const choices = useMemo(() => (stored.state === 'looking' ? null : imageChoices(stored.datasets)), [stored]);
  const standard = useMemo(
    () => (config === null || choices === null ? null : settingsFor(config, table, openedSpace(config.space), choices)),
    [config, table, choices],
  );
  if (measuring !== null) return <UnderWay measuring={measuring} />;
  if (config === null || choices === null || standard === null || tableState.state === 'loading') {
    return <p className="kid-soft">Looking for image sets in this browser …</p>;
  }
  return (
    <Form
      config={config}
      rows={rows}
      choices={choices}
      settings={changed !== null && changed.runId === runId ? changed.settings : standard}
      onChange={(settings) => setChanged({ runId, settings })}
    />
  );
}

/** How the last measurement ended, and what went wrong. */
function Notes() {
  const { error, fault, failed, said } = useChildMetrics();
  return (
    <>
      {[error, fault].map((one) =>
        one === null ? null : (
          <p key={one.message} className="meas-fault" role="alert">
            {one.message} <b>{one.remedy}</b>
          </p>
        ),
      )}
      {failed.length === 0 ? null : (
        <div className="meas-warn" role="alert">
          Not measured:
          <ul>
            {failed.map(({ arch, error: { message, remedy } }) => (
              <li key={arch}>
                {arch}: {message} {remedy}
              </li>
            ))}
          </ul>
        </div>
      )}
      <p role="status" className="kid-said">
        {said}
      </p>
    </>
  );
}
