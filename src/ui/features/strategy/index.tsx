import './strategy.css';
import { type ReactNode, useState } from 'react';
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
import { Pareto } from './pareto/Pareto';
import { Population } from './population/Population';
import { Schedules } from './schedules/Schedules';
import { Stages } from './stages/Stages';
import { Surface } from './surface/Surface';
import { Densities } from './tables/Densities';
import { QValues } from './tables/QValues';
import { Tree } from './tree/Tree';

/** Strategies that are compared side by side on two numbers. */
const COMPARED = new Set(['grid', 'random', 'exhaustive', 'bayesian', 'tpe']);

/** How the run's strategy thinks, live. */
export default function Strategy() {
  const strategy = useLab((state) => state.config?.strategy ?? null);
  const [mode, setMode] = useState<'run' | 'contest'>('run');
  if (strategy === null) return <p className="stage-note">No run is open.</p>;
  const isCompared = COMPARED.has(strategy.id);
  return (
    <div className="st">
      <div className="st-tools">
        <p>
          <b>{strategyTitle(strategy)}</b> {isCompared && mode === 'contest' ? null : <Moment />}
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
      {isCompared && mode === 'contest' ? (
        <>
          <p className="st-seen">
            Grid, random and Bayesian search on the same two numbers, with the same number of children each.
          </p>
          <SideBySide />
        </>
      ) : (
        <OfRun />
      )}
    </div>
  );
}

function OfRun() {
  const strategy = useLab((state) => state.config?.strategy ?? null);
  const thought = useLab((state) => state.run.thought);
  const setPanel = useLab((state) => state.setPanel);
  const plain = strategy === null ? null : plainWords(strategy);
  if (strategy === null) return null;
  if (plain !== null) {
    const isPolicy = strategy.id === 'ppo' || strategy.id === 'reinforce';
    return (
      <>
        <p className="st-seen">{plain}</p>
        {isPolicy ? (
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
  if (thought === null) return <NoView />;
  return (
    <>
      <p className="st-seen">{SEEN[thought.view.kind]}</p>
      {drawn(thought.view)}
    </>
  );
}

/** Before there is anything to see. */
function NoView() {
  const status = useLab((state) => state.status);
  const episodes = useLab((state) => state.run.counts.episodes);
  const strategy = useLab((state) => state.config?.strategy ?? null);
  const first =
    strategy !== null && 'initialChildren' in strategy
      ? ` Its first ${strategy.initialChildren} children are drawn without a model.`
      : '';
  if (status === 'loading') return <p className="stage-note">The run is being opened …</p>;
  if (status === 'done') {
    return (
      <p className="stage-note">
        There is nothing to show of this run’s strategy. A run of the same settings from the start shows it.
      </p>
    );
  }
  return (
    <p className="stage-note">
      {episodes === 0 ? 'No child has been measured yet.' : 'It has no view yet.'}
      {first} {status === 'running' ? 'It appears here in a moment.' : 'Press play, and it appears here.'}
    </p>
  );
}

/** Which moment the view is of, where the rest of the page may show another. */
function Moment() {
  const episode = useLab((state) => state.run.thought?.episode ?? null);
  const cursor = useLab((state) => state.episodeCursor);
  const episodes = useLab((state) => state.run.counts.episodes);
  const isPreview = usePreview((state) => state.shown !== null);
  const setCursor = useLab((state) => state.setCursor);
  if (episode === null) return null;
  const behind = episodes > episode ? `; the run is at ${formatCount(episodes)}` : '';
  return (
    <span className="st-moment">
      after episode {formatCount(episode)}
      {behind}.{isPreview ? ' This is the run itself, not the settings being tried.' : ''}
      {cursor === null ? null : (
        <>
          {' '}
          The page looks at episode {formatCount(cursor)}, of which no view is kept.{' '}
          <button type="button" className="link" onClick={() => setCursor(null)}>
            Back to now
          </button>
        </>
      )}
    </span>
  );
}

function drawn(view: StrategyView): ReactNode {
  switch (view.kind) {
    case 'population':
      return view.members.length === 0 ? <NoView /> : <Population members={view.members} />;
    case 'brackets':
      return <Brackets brackets={view.brackets} />;
    case 'tree':
      return view.nodes.length === 0 ? <NoView /> : <Tree nodes={view.nodes} />;
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
      return view.steps.length === 0 ? <NoView /> : <Climb steps={view.steps} />;
    default:
      return view satisfies never;
  }
}
