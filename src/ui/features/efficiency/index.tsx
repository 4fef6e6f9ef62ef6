import { useMemo, useRef, useState } from 'react';
import type { Interval } from '../../../engine/analysis';
import { trainsChildren } from '../../../engine/estimate/trainsChildren';
import type { RunConfig } from '../../../engine/run/config';
import { isController } from '../../../engine/search/isController';
import { formatCount, formatFixed } from '../../shared/format';
import { Segmented } from '../../shared/Segmented';
import { useOnScreen, useSeedRunner, useSeedRuns } from '../../shared/useSeedRuns';
import { useLab } from '../../store';
import { withinReach } from '../../store/preview';
import { bandSeeds } from '../../store/previewBand';
import './efficiency.css';
import { RangePlot, type RangeRow } from './RangePlot';
import { type EfficiencySummary, foundSentence, settledSentence, summarise } from './summary';

const SIZES = ['8', '16', '32'] as const;
type Size = (typeof SIZES)[number];

/** How many children the run's settings need to find the best cell and to settle on it, against searching blindly and trying all. */
export default function Efficiency() {
  const config = useLab((state) => state.config);
  const reward = useLab((state) => state.reward);
  const used = useMemo(
    () => (config === null ? null : withinReach(reward === null ? config : { ...config, reward })),
    [config, reward],
  );
  if (used === null) return <p className="stage-note">No run is open.</p>;
  if (trainsChildren(used.estimator)) {
    return (
      <NotHere why="Children of this run are trained. Counting over many seeds needs rewards that are recorded or invented: open such a run, or measure a table." />
    );
  }
  return <OfConfig config={used} />;
}

/** Why it cannot be counted, and where to go instead. */
function NotHere({ why }: { readonly why: string }) {
  const setPanel = useLab((state) => state.setPanel);
  return (
    <div className="stage-note">
      <p>{why}</p>
      <p className="efficiency-ways">
        <button type="button" className="button" onClick={() => setPanel('compare')}>
          Compare strategies
        </button>
        <button type="button" className="button" onClick={() => setPanel('tables')}>
          Open Tables
        </button>
      </p>
    </div>
  );
}

function OfConfig({ config }: { readonly config: RunConfig }) {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>('16');
  const [isStopped, setStopped] = useState(false);
  const runner = useSeedRunner();
  // An invented landscape of many points is not listed: what is best there is not known.
  const isUnlisted = runner.read(config).rewards?.length === 0;
  const isWanted = useOnScreen(ref) && !isStopped && !isUnlisted;
  const seeds = useMemo(() => bandSeeds(config.seed, Number(size)), [config.seed, size]);
  const { runs, rewards, readsContext, error, isComputing } = useSeedRuns(runner, config, seeds, { rank: 0, isWanted });
  const summary = useMemo(
    () => (runs.length === 0 || rewards === null || rewards.length === 0 ? null : summarise(runs, rewards)),
    [runs, rewards],
  );
  if (isUnlisted) {
    return (
      <NotHere why="This space has too many points to know the best of them, and with it when it is found. What a strategy reaches for what it spends is compared over seeds without it." />
    );
  }
  const isWhole = runs.length === seeds.length;
  return (
    <div ref={ref} className="efficiency">
      <div className="efficiency-head">
        <span>seeds</span>
        <Segmented label="Seeds" options={SIZES.map((value) => ({ value, label: value }))} value={size} onChange={setSize} />
        <span className="efficiency-count" data-computing={isComputing}>
          {runs.length} of {seeds.length} seeds of {config.title}
        </span>
        {isWhole ? null : (
          <button type="button" className="button" onClick={() => setStopped(!isStopped)}>
            {isStopped ? 'Go on computing' : 'Stop computing'}
          </button>
        )}
      </div>
      {error === null ? null : (
        <p role="alert" className="efficiency-fault">
          {error.message} {error.remedy}
        </p>
      )}
      {summary === null ? (
        error === null && <p className="stage-note">The first whole run is being computed on this machine …</p>
      ) : (
        <>
          <Result summary={summary} who={isController(config.strategy) ? 'controller' : 'strategy'} />
          {readsContext ? (
            <p className="efficiency-note">
              This reward looks at the course of the run. What counts as the best, and random search’s numbers, are taken from the
              rewards of a first episode.
            </p>
          ) : null}
        </>
      )}
    </div>
  );
}

const number = (value: number): string => (Number.isFinite(value) ? formatCount(Math.round(value)) : 'never');

function Cells({ interval, mean }: { readonly interval: Interval; readonly mean?: number }) {
  return (
    <td>
      <b>{number(interval.estimate)}</b>
      <small>
        {number(interval.low)} to {number(interval.high)}
        {mean === undefined ? '' : `, mean ${formatFixed(mean, Number.isInteger(mean) ? 0 : 1)}`}
      </small>
    </td>
  );
}

function Result({ summary, who }: { readonly summary: EfficiencySummary; readonly who: string }) {
  const { found, settled, random, cells, good, goal } = summary;
  const all = { low: cells, estimate: cells, high: cells };
  const draws = { ...random.draws, estimate: random.draws.median };
  const unique = { ...random.unique, estimate: random.unique.median };
  const rows: readonly RangeRow[] = [
    { title: 'finds it', ...found.children, kind: 'own' },
    { title: 'random', ...draws, kind: 'other' },
    { title: 'settles on it', ...settled.children, kind: 'own' },
    { title: 'exhaustive', ...all, kind: 'other' },
  ];
  return (
    <>
      <p className="efficiency-verdict">{foundSentence(summary, who)}</p>
      <p className="efficiency-verdict">{settledSentence(summary, who)}</p>
      <div className="efficiency-rows">
        <table>
          <caption className="sr-only">Children and distinct children until the goal, medians and intervals</caption>
          <thead>
            <tr>
              <td />
              <th scope="col">children</th>
              <th scope="col">distinct</th>
              <th scope="col">seeds</th>
            </tr>
          </thead>
          <tbody>
            <tr data-kind="own">
              <th scope="row">{who} finds it</th>
              <Cells interval={found.children} />
              <Cells interval={found.unique} />
              <td>
                {found.reached} of {found.seeds}
              </td>
            </tr>
            <tr>
              <th scope="row">random search finds it</th>
              <Cells interval={draws} mean={random.draws.mean} />
              <Cells interval={unique} mean={random.unique.mean} />
              <td>exact</td>
            </tr>
            <tr data-kind="own">
              <th scope="row">{who} settles on it</th>
              <Cells interval={settled.children} />
              <Cells interval={settled.unique} />
              <td>
                {settled.reached} of {settled.seeds}
              </td>
            </tr>
            <tr>
              <th scope="row">exhaustive search knows it</th>
              <td>
                <b>{formatCount(cells)}</b>
              </td>
              <td>
                <b>{formatCount(cells)}</b>
              </td>
              <td>exact</td>
            </tr>
          </tbody>
        </table>
        <div>
          <p className="efficiency-axis">children, logarithmic</p>
          <RangePlot rows={rows} />
        </div>
      </div>
      <p className="efficiency-note">
        “It” is a cell whose reward is within 0.1 % of the best, {formatFixed(goal, 3)} or more: {formatCount(good)} of{' '}
        {formatCount(cells)} cells. It is <b>found</b> when one is first sampled, and the {who} has <b>settled</b> at the end of
        the first episode up to which its last 20 children earned that much on average. Large numbers are medians; below them, for
        the {who} the 95 % bootstrap interval over seeds (a seed that never gets there counts as never), for random search, which
        draws with replacement, the quartiles of all searches, exactly. Random search that has found the best cell does not know
        that it has.
      </p>
    </>
  );
}
