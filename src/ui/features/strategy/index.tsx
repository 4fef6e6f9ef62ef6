import './strategy.css';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { StrategyConfig } from '../../../engine/search/config';
import type { StrategyView } from '../../../engine/search/views';
import { strategyTitle } from '../../shared/describe';
import { formatCount } from '../../shared/format';
import { Segmented } from '../../shared/Segmented';
import { useLab } from '../../store';
import { usePreview } from '../../store/preview';
import { plainWords, SEEN } from './about';
import { Brackets } from './brackets/Brackets';
import { Coverage } from './Coverage';
import { Climb } from './climb/Climb';
import { SideBySide } from './contest/SideBySide';
import { type Moment, MomentProvider } from './moment';
import { Pareto } from './pareto/Pareto';
import { Population } from './population/Population';
import { Schedules } from './schedules/Schedules';
import { Stages } from './stages/Stages';
import { Surface } from './surface/Surface';
import { Densities } from './tables/Densities';
import { QValues } from './tables/QValues';
import { Tree } from './tree/Tree';
import { type Thought, useThought } from './useThought';

/** Strategies that are compared side by side on two numbers. */
const COMPARED = new Set(['grid', 'random', 'exhaustive', 'bayesian', 'tpe']);

/** A view that takes longer is announced. */
const LATE_MS = 300;

/** How the run's strategy thinks: live, and at the time cursor. */
export default function Strategy() {
  const strategy = useLab((state) => state.config?.strategy ?? null);
  const [mode, setMode] = useState<'run' | 'contest'>('run');
  const isCompared = strategy !== null && COMPARED.has(strategy.id);
  const isContest = isCompared && mode === 'contest';
  const plain = strategy === null ? null : plainWords(strategy);
  const thought = useThought(isContest || plain !== null);
  if (strategy === null) return <p className="stage-note">No run is open.</p>;
  return (
    <div className="st" aria-busy={thought.isComputing}>
      <div className="st-tools">
        <p>
          <b>{strategyTitle(strategy)}</b> {isContest || plain !== null ? null : <When thought={thought} />}
        </p>
        <span className="spacer" />
        {isCompared ? (
          <Segmented
            label="What is shown"
            value={mode}
            onChange={setMode}
            options={[
              { value: 'run', label: 'This run' },
              { value: 'contest', label: 'Side by side' },
            ]}
          />
        ) : null}
      </div>
      {isContest ? (
        <>
          <p className="st-seen">
            Grid, random and Bayesian search on the same two numbers, with the same number of children each.
          </p>
          <SideBySide />
        </>
      ) : plain !== null ? (
        <Plain strategy={strategy.id} words={plain} />
      ) : (
        <Seen thought={thought} />
      )}
    </div>
  );
}

/** A strategy without a view of its own. */
function Plain({ strategy, words }: { readonly strategy: StrategyConfig['id']; readonly words: string }) {
  const setPanel = useLab((state) => state.setPanel);
  return (
    <>
      <p className="st-seen">{words}</p>
      {strategy === 'ppo' || strategy === 'reinforce' ? (
        <p>
          <button type="button" className="button" onClick={() => setPanel('slow-motion')}>
            Open slow motion
          </button>
        </p>
      ) : (
        <Coverage />
      )}
    </>
  );
}

function Seen({ thought }: { readonly thought: Thought }) {
  const { moment, error, retry, wanted } = thought;
  // Drawn anew with another moment only, and not with every word about the next one.
  const picture = useMemo(() => (moment === null ? null : pictureOf(moment)), [moment]);
  return (
    <>
      {error === null ? null : (
        <p role="alert" className="st-error">
          The view after episode {formatCount(wanted ?? 0)} could not be computed. {error.message} <b>{error.remedy}</b>{' '}
          <button type="button" className="link" onClick={retry}>
            Try again
          </button>
        </p>
      )}
      {picture ?? (error === null ? <NoView isComputing={thought.isComputing} /> : null)}
    </>
  );
}

function pictureOf(moment: Moment): ReactNode {
  if (moment.view === null) return <p className="stage-note">It had no view yet.{firstWords(moment.config.strategy)}</p>;
  return (
    <MomentProvider value={moment}>
      <p className="st-seen">{SEEN[moment.view.kind]}</p>
      {drawn(moment.view)}
    </MomentProvider>
  );
}

const firstWords = (strategy: StrategyConfig): string =>
  'initialChildren' in strategy ? ` Its first ${strategy.initialChildren} children are drawn without a model.` : '';

/** Before there is anything to see. */
function NoView({ isComputing }: { readonly isComputing: boolean }) {
  const status = useLab((state) => state.status);
  const episodes = useLab((state) => state.run.counts.episodes);
  const strategy = useLab((state) => state.config?.strategy ?? null);
  if (status === 'loading') return <p className="stage-note">The run is being opened …</p>;
  if (isComputing) return <p className="stage-note">Its view is being computed from the recorded rewards …</p>;
  return (
    <p className="stage-note">
      {episodes === 0 ? 'No child has been measured yet.' : 'It has no view yet.'}
      {strategy === null ? '' : firstWords(strategy)}{' '}
      {status === 'running' ? 'It appears here in a moment.' : 'Press play, and it appears here.'}
    </p>
  );
}

/** Which moment the view is of, and which is on its way. */
function When({ thought: { moment, wanted, isComputing, progress, isOfRun } }: { readonly thought: Thought }) {
  const cursor = useLab((state) => state.episodeCursor);
  const episodes = useLab((state) => state.run.counts.episodes);
  const isPreview = usePreview((state) => state.shown !== null);
  const setCursor = useLab((state) => state.setCursor);
  const isLate = useAfter(LATE_MS, isComputing);
  if (moment === null) return null;
  const behind = isOfRun && cursor === null && episodes > moment.episode ? `; the run is at ${formatCount(episodes)}` : '';
  const far = progress === null ? '' : `, ${formatCount(progress.done)} of ${formatCount(progress.total)} episodes replayed`;
  return (
    <span className="st-moment">
      after episode {formatCount(moment.episode)}
      {behind}.
      {isPreview ? (isOfRun ? ' This is the run itself, not the settings being tried.' : ' Of the settings being tried.') : ''}
      {isLate && wanted !== null ? ` Episode ${formatCount(wanted)} is being computed${far} …` : ''}
      {cursor === null ? null : (
        <>
          {' '}
          <button type="button" className="link" onClick={() => setCursor(null)}>
            Back to now
          </button>
        </>
      )}
    </span>
  );
}

/** Whether something has lasted for so long. */
function useAfter(ms: number, lasts: boolean): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (!lasts) return;
    const timer = setTimeout(() => setLate(true), ms);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [ms, lasts]);
  return isLate;
}

function drawn(view: StrategyView): ReactNode {
  switch (view.kind) {
    case 'population':
      return view.members.length === 0 ? <NoView isComputing={false} /> : <Population members={view.members} />;
    case 'brackets':
      return <Brackets brackets={view.brackets} round={view.round} />;
    case 'tree':
      return view.nodes.length === 0 ? <NoView isComputing={false} /> : <Tree nodes={view.nodes} />;
    case 'q-values':
      return <QValues epsilon={view.epsilon} rows={view.rows} />;
    case 'surface':
      return <Surface surface={view.surface} />;
    case 'densities':
      return <Densities decisions={view.decisions} />;
    case 'pareto':
      return <Pareto objectives={view.objectives} members={view.members} />;
    case 'schedules':
      return <Schedules members={view.members} />;
    case 'stages':
      return <Stages stages={view.stages} />;
    case 'climb':
      return view.steps.length === 0 ? <NoView isComputing={false} /> : <Climb steps={view.steps} />;
    default:
      return view satisfies never;
  }
}
