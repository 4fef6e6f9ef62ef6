import { useMemo, useState } from 'react';
import { metricsCsv, metricsEvent } from '../../../../engine/estimate/childMetrics';
import { download, fileName } from '../../../shared/download';
import { Choice } from '../../../shared/measuring/fields';
import { useLab } from '../../../store';
import { useChildMetrics } from '../../../store/childMetrics';
import { SortedTable } from '../SortedTable';
import { TrialCurves } from '../TrialCurves';
import { columnsOf } from './columns';
import { groupsOf, type MetricsGroup } from './settings';

/** What was measured of this space's children, in one run or another: those that were measured alike, together. */
export function Results() {
  const space = useLab((state) => state.config?.space.id ?? null);
  const kept = useChildMetrics((state) => (state.space === space ? state.kept : null));
  const groups = useMemo(() => groupsOf(kept ?? []), [kept]);
  const [asked, setAsked] = useState<string | null>(null);
  const group = groups.find(({ key }) => key === asked) ?? groups[0];
  if (kept === null) return <p className="kid-soft">Looking for what was measured before …</p>;
  if (group === undefined) return <p className="kid-soft">No child of this space has been measured here yet.</p>;
  return (
    <section className="met-results" aria-label="Metrics">
      {groups.length === 1 ? (
        <p className="kid-soft">{group.title}</p>
      ) : (
        <Choice
          label="Measured with"
          value={group.key}
          options={groups.map(({ key, title }) => [key, title])}
          onChange={setAsked}
        />
      )}
      <TrialCurves tried={group.rows} />
      <Group key={group.key} group={group} space={space ?? ''} />
    </section>
  );
}

function Group({ group: { members, rows }, space }: { readonly group: MetricsGroup; readonly space: string }) {
  const columns = useMemo(() => columnsOf(rows), [rows]);
  const backends = [...new Set(members.map(({ backend }) => backend))].join('; ');
  const name = `${fileName(space)}-metrics`;
  const lines = (): string => rows.map((row) => `${JSON.stringify(metricsEvent(row))}\n`).join('');
  return (
    <>
      <SortedTable caption="Metrics of children" rows={rows} columns={columns} first="test" />
      <p className="kid-soft">
        {backends}. Latency: one image, median of 100 after 10 warm-ups. Noise and FGSM: {rows[0]?.images ?? 0} test images.
        Memory: of one image in a training step.
      </p>
      <p className="met-ways">
        <button type="button" className="button" onClick={() => download(`${name}.csv`, metricsCsv(rows), 'text/csv')}>
          Export CSV
        </button>
        <button type="button" className="button" onClick={() => download(`${name}.jsonl`, lines(), 'application/jsonl')}>
          Export JSON lines
        </button>
        <span className="spacer" />
        <Remove keys={members.map(({ key }) => key)} />
      </p>
    </>
  );
}

/** Minutes or hours of training go with them: it is asked for twice. */
function Remove({ keys }: { readonly keys: readonly string[] }) {
  const remove = useChildMetrics((state) => state.remove);
  const isBusy = useChildMetrics((state) => state.measuring !== null);
  const [isAsked, setAsked] = useState(false);
  return isAsked ? (
    <>
      <button type="button" className="button" onClick={() => void remove(keys)}>
        Delete these metrics for good
      </button>
      <button type="button" className="button" onClick={() => setAsked(false)}>
        Keep
      </button>
    </>
  ) : (
    <button type="button" className="button" disabled={isBusy} onClick={() => setAsked(true)}>
      Delete these metrics
    </button>
  );
}
