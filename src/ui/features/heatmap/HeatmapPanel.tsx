import { lazy, Suspense, useMemo, useState } from 'react';
import type { RunConfig } from '../../../engine/run/config';
import { isPairSpace } from '../../shared/decisions';
import { useThrottled } from '../../shared/hooks';
import { Segmented } from '../../shared/Segmented';
import { openedSpace } from '../../shared/spaces';
import { Tip } from '../../shared/Tip';
import { useLab } from '../../store';
import { useShown } from '../../store/preview';
import { HeatGrid } from './HeatGrid';
import './heatmap.css';
import { HeatLegend } from './HeatLegend';
import { HeatReadout } from './HeatReadout';
import { HEAT_MODES, type HeatMode, hasDelta, heatValues } from './values';

const DecisionMap = lazy(() => import('./DecisionMap'));

interface Pairs {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Row-major. */
  readonly archs: readonly string[];
}

/** The space as a map, where it is two categorical decisions whose options never depend on each other; else null. */
function pairsOf(config: RunConfig): Pairs | null {
  const space = openedSpace(config.space);
  const first = space.next([]);
  const second = isPairSpace(space) ? space.next([0]) : null;
  if (first?.kind !== 'categorical' || second?.kind !== 'categorical') return null;
  const archs = first.options.flatMap((_, row) =>
    second.options.map((__, column) => space.format({ space: space.id, choices: [row, column] })),
  );
  return { rows: first.options, columns: second.options, archs };
}

/** What the policy believes, what it tried, and what is true, for every pair of operations. */
export function HeatmapPanel() {
  const [mode, setMode] = useState<HeatMode>('policy');
  const [delta, setDelta] = useState(false);
  const shown = useShown();
  const { config, series, truth } = shown;
  const children = useLab((state) => state.children);
  const table = useLab((state) => state.table);
  const cursor = useLab((state) => state.episodeCursor);
  const version = useThrottled(shown.version, shown.isPreview ? 120 : 250);
  const pairs = useMemo(() => (config === null ? null : pairsOf(config)), [config]);
  const withDelta = delta && hasDelta(mode);
  const values = useMemo(
    () =>
      pairs === null || version < 0
        ? null
        : heatValues({
            mode,
            delta: withDelta,
            archs: pairs.archs,
            episode: cursor ?? series.episodes,
            series,
            children,
            table,
            truth,
          }),
    [mode, withDelta, pairs, cursor, series, children, table, truth, version],
  );
  if (config !== null && pairs === null) {
    return (
      <section className="heatmap" aria-label="Decisions">
        <div className="panel-head">
          <h2>What was tried</h2>
        </div>
        <Suspense fallback={<p className="stage-note">…</p>}>
          <DecisionMap key={config.space.id} />
        </Suspense>
      </section>
    );
  }
  return (
    <section className="heatmap" aria-label="Op pairs">
      <div className="panel-head">
        <h2>Op pairs</h2>
        <Segmented
          label="What the map shows"
          options={HEAT_MODES.map((value) => ({ value, label: value }))}
          value={mode}
          onChange={setMode}
        />
        <Tip
          align="end"
          text={
            hasDelta(mode)
              ? mode === 'visits'
                ? 'Show what was tried more than an even spread (blue, solid) and what less (grey with a minus).'
                : 'Show the change since the start: blue and solid is up, grey with a minus is down.'
              : 'What was measured does not change: no difference to show.'
          }
        >
          <button
            type="button"
            className="delta"
            aria-pressed={withDelta}
            aria-disabled={!hasDelta(mode)}
            aria-label="Change since the start"
            onClick={() => hasDelta(mode) && setDelta(!delta)}
          >
            Δ
          </button>
        </Tip>
      </div>
      {pairs === null || values === null ? (
        <p className="stage-note">Choose an experiment above.</p>
      ) : (
        <>
          <HeatGrid
            rows={pairs.rows}
            columns={pairs.columns}
            archs={pairs.archs}
            values={values}
            mode={mode}
            best={truth?.best.arch ?? null}
          />
          <HeatLegend values={values} hasTruth={truth !== null} />
          <HeatReadout archs={pairs.archs} episode={cursor ?? series.episodes} />
        </>
      )}
    </section>
  );
}
