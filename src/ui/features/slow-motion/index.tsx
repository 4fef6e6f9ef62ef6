import { useEffect, useReducer, useRef, useState } from 'react';
import { isController } from '../../../engine/search/isController';
import { strategyTitle } from '../../shared/describe';
import { formatCount } from '../../shared/format';
import { Icon } from '../../shared/Icon';
import { useLab } from '../../store';
import { AdvantageStep } from './AdvantageStep';
import { AfterStep } from './AfterStep';
import { ChildList } from './ChildList';
import { BuildStep, RewardStep, TrainStep } from './childSteps';
import type { StepViewProps } from './parts';
import { SampleStep } from './SampleStep';
import { SoftmaxStep } from './SoftmaxStep';
import { StateStep } from './StateStep';
import './slow-motion.css';
import { childToFollow, NOTHING_TRACED, reduceStepping, type Step, stepsOf } from './stepping';
import { UpdateStep } from './UpdateStep';
import { type Traced, useTrace } from './useTrace';

/** One episode taken apart in numbered steps with its real numbers. */
export default function SlowMotion() {
  const episode = useShownEpisode();
  const traced = useTrace(episode);
  const { trace } = traced;
  const [at, dispatch] = useReducer(reduceStepping, NOTHING_TRACED);
  const startsAnew = useRef(false);
  const selected = useLab((state) => state.selectedArch);
  const select = useLab((state) => state.select);

  useEffect(() => {
    if (trace === null) return;
    const { selectedArch } = useLab.getState();
    const child = childToFollow(trace, selectedArch);
    dispatch({ type: 'traced', steps: stepsOf(trace).length, children: trace.children.length, child });
    if (startsAnew.current) dispatch({ type: 'go', step: 0 });
    startsAnew.current = false;
    const arch = trace.children[child]?.arch;
    if (arch !== undefined && arch !== selectedArch) select(arch);
  }, [trace, select]);

  // A cell chosen elsewhere is followed where this episode has it.
  const place = useRef(0);
  place.current = at.child;
  useEffect(() => {
    if (trace === null || selected === null || trace.children[place.current]?.arch === selected) return;
    const child = trace.children.findIndex(({ arch }) => arch === selected);
    if (child >= 0) dispatch({ type: 'follow', child });
  }, [trace, selected]);

  const follow = (child: number): void => {
    dispatch({ type: 'follow', child });
    const arch = trace?.children[child]?.arch;
    if (arch !== undefined && arch !== useLab.getState().selectedArch) select(arch);
  };
  const steps = trace === null ? [] : stepsOf(trace);
  const step = steps[at.step];
  const child = trace?.children[at.child];
  useArrowKeys((by) => dispatch({ type: by > 0 ? 'next' : 'previous' }));

  return (
    <div className="slow" aria-busy={traced.isLoading}>
      <Head
        episode={episode}
        traced={traced}
        onAnew={() => {
          startsAnew.current = true;
        }}
      />
      {trace === null || step === undefined || child === undefined ? (
        <Waiting traced={traced} episode={episode} />
      ) : (
        <>
          <StepBar steps={steps} at={at.step} onGo={(to) => dispatch({ type: 'go', step: to })} />
          <div className="slow-body">
            <article className="slow-stage" aria-live="polite">
              <h3 className="slow-heading">
                <span className="slow-place">{step.number}</span> {step.title}
              </h3>
              <StepView step={step} trace={trace} child={child} index={at.child} />
            </article>
            <ChildList trace={trace} step={step} followed={at.child} onFollow={follow} />
          </div>
        </>
      )}
    </div>
  );
}

function StepView({ step, ...props }: StepViewProps & { readonly step: Step }) {
  switch (step.kind) {
    case 'state':
      return <StateStep {...props} />;
    case 'softmax':
      return <SoftmaxStep {...props} />;
    case 'sample':
      return <SampleStep {...props} />;
    case 'build':
      return <BuildStep {...props} />;
    case 'train':
      return <TrainStep {...props} />;
    case 'reward':
      return <RewardStep {...props} />;
    case 'advantage':
      return <AdvantageStep {...props} />;
    case 'update':
      return <UpdateStep {...props} place={step.update ?? 0} />;
    case 'after':
      return <AfterStep {...props} />;
    default:
      return step.kind satisfies never;
  }
}

/** The scrubber's episode as far as the run has come, else the last one; while the run goes on, the one that was shown. 0: none is over. */
function useShownEpisode(): number {
  const scrubbed = useLab((state) => state.episodeCursor);
  const last = useLab((state) => (state.version < 0 ? 0 : state.series.episodes));
  const runs = useLab((state) => state.status === 'running');
  const runId = useLab((state) => state.runId);
  // A run that is computed at once beside it may be longer.
  const cursor = scrubbed === null ? null : Math.min(scrubbed, last);
  const [held, setHeld] = useState({ runId, episode: cursor ?? last });
  const episode = cursor ?? (runs && held.runId === runId && held.episode > 0 ? held.episode : last);
  useEffect(() => {
    setHeld((before) => (before.runId === runId && before.episode === episode ? before : { runId, episode }));
  }, [runId, episode]);
  return episode;
}

interface HeadProps {
  readonly episode: number;
  readonly traced: Traced;
  /** Before the next episode is asked for: its steps begin at the first. */
  readonly onAnew: () => void;
}

/** Which episode, and the way to the ones beside it. */
function Head({ episode, traced, onAnew }: HeadProps) {
  const status = useLab((state) => state.status);
  const last = useLab((state) => (state.version < 0 ? 0 : state.series.episodes));
  const setCursor = useLab((state) => state.setCursor);
  const runStep = useLab((state) => state.step);
  const pause = useLab((state) => state.pause);
  const setPanel = useLab((state) => state.setPanel);
  const runs = status === 'running';
  const atEnd = episode >= last;
  const canGoOn = !atEnd || status === 'paused';
  const next = (): void => {
    onAnew();
    if (!atEnd) setCursor(episode + 1);
    else runStep('episode');
  };
  return (
    <div className="slow-head">
      <button
        type="button"
        className="button"
        disabled={episode <= 1 || runs}
        onClick={() => {
          onAnew();
          setCursor(episode - 1);
        }}
      >
        Previous episode
      </button>
      <h3 className="slow-title">
        Episode {formatCount(episode)} <span className="slow-of">of {formatCount(last)}</span>
      </h3>
      <button type="button" className="button" disabled={!canGoOn || runs} onClick={next}>
        Next episode
      </button>
      {runs ? (
        <span className="slow-hint">
          The run goes on.{' '}
          <button type="button" className="link" onClick={pause}>
            Pause it
          </button>{' '}
          to follow it.
        </span>
      ) : null}
      <span className="spacer" />
      <button type="button" className="icon-button" aria-label="Close slow motion" onClick={() => setPanel(null)}>
        <Icon name="close" />
      </button>
      {traced.trace !== null ? <Progress traced={traced} /> : null}
      {traced.trace !== null && traced.error !== null ? <Fault traced={traced} /> : null}
    </div>
  );
}

/** The list of steps, and one step back or forward. */
function StepBar({
  steps,
  at,
  onGo,
}: {
  readonly steps: readonly Step[];
  readonly at: number;
  readonly onGo: (step: number) => void;
}) {
  return (
    <nav className="slow-steps" aria-label="Steps of the episode">
      <button type="button" className="button" disabled={at === 0} onClick={() => onGo(at - 1)} title="Previous step (←)">
        ← Back
      </button>
      <ol>
        {steps.map((step, i) => (
          <li key={step.number}>
            <button
              type="button"
              className="slow-step"
              aria-current={i === at ? 'step' : undefined}
              title={step.title}
              onClick={() => onGo(i)}
            >
              {(step.update ?? 0) > 0 ? (
                <span className="sr-only">8 Update </span>
              ) : (
                <span className="slow-count">{step.number.slice(0, 1)}</span>
              )}{' '}
              {step.short}
            </button>
          </li>
        ))}
      </ol>
      <button
        type="button"
        className="button primary"
        disabled={at === steps.length - 1}
        onClick={() => onGo(at + 1)}
        title="Next step (→)"
      >
        Next →
      </button>
    </nav>
  );
}

function Waiting({ traced, episode }: { readonly traced: Traced; readonly episode: number }) {
  const config = useLab((state) => state.config);
  if (config !== null && !isController(config.strategy)) {
    return (
      <p className="stage-note">
        {strategyTitle(config.strategy)} has no controller: no policy draws its children, and there is nothing to take apart step
        by step. Choose an experiment with a controller.
      </p>
    );
  }
  if (traced.error !== null) return <Fault traced={traced} />;
  if (episode === 0) {
    return <p className="stage-note">No episode is over yet. Slow motion takes one apart as soon as its children are scored.</p>;
  }
  return (
    <div className="stage-note">
      <p>Taking episode {formatCount(episode)} apart …</p>
      <Progress traced={traced} />
    </div>
  );
}

/** Shown only once a replay has taken a moment. */
function Progress({ traced: { progress, isLoading, cancel } }: { readonly traced: Traced }) {
  if (!isLoading || progress === null) return null;
  return (
    <span className="slow-progress" role="status">
      <progress value={progress.done} max={progress.total} /> replaying {formatCount(progress.done)} of{' '}
      {formatCount(progress.total)} episodes{' '}
      <button type="button" className="link" onClick={cancel}>
        Cancel
      </button>
    </span>
  );
}

function Fault({ traced: { error, retry } }: { readonly traced: Traced }) {
  if (error === null) return null;
  return (
    <p role="alert" className="slow-fault">
      {error.kind === 'aborted' ? 'Cancelled.' : `${error.message} ${error.remedy}`}{' '}
      <button type="button" className="link" onClick={retry}>
        Try again
      </button>
    </p>
  );
}

/** Left and right step back and forward wherever nothing else on the page uses them. */
function useArrowKeys(onStep: (by: 1 | -1) => void): void {
  const latest = useRef(onStep);
  latest.current = onStep;
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      const { target } = event;
      if (by === 0 || !(target instanceof Element)) return;
      if (target.closest('input, select, textarea, [contenteditable], [role="menu"], [role="dialog"]') !== null) return;
      if (target !== document.body && target.closest('#panel') === null) return;
      event.preventDefault();
      latest.current(by);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
