import { lazy, Suspense } from 'react';
import { strategyTitle } from '../../shared/describe';
import { archLabel } from '../../shared/ops';
import { useShownCell } from '../../shared/useShownCell';
import { useLab } from '../../store';
import { CellGraph } from './CellGraph';
import { ChildStage } from './ChildStage';
import './loop.css';
import { ProposalBars } from './ProposalBars';
import { RewardStage } from './RewardStage';

const TrainForReal = lazy(() => import('./TrainForReal'));

/** The loop in four pictures: propose, build, train, reward; back to the first. */
export function LoopStrip() {
  const config = useLab((state) => state.config);
  const select = useLab((state) => state.select);
  const shown = useShownCell();
  const caption =
    shown === null
      ? ''
      : shown.origin === 'selected'
        ? 'selected'
        : shown.origin === 'past'
          ? `sampled in episode ${shown.episode}`
          : 'sampled now';
  return (
    <section className="loop" aria-label="The loop: propose, build, train, reward">
      <article className="stage">
        <h2>
          <em>1</em> Controller proposes
          <small>{config === null ? '' : strategyTitle(config.strategy)}</small>
        </h2>
        <ProposalBars shown={shown} />
        <Arrow />
      </article>
      <article className="stage">
        <h2>
          <em>2</em> Cell
          <small>
            {caption}
            {shown?.origin === 'selected' ? (
              <button type="button" className="link" onClick={() => select(null)}>
                release
              </button>
            ) : null}
          </small>
        </h2>
        <CellGraph arch={shown?.arch ?? null} />
        <Arrow />
      </article>
      <article className="stage">
        <h2>
          <em>3</em> Child trains
          <small>
            <Suspense fallback={null}>
              <TrainForReal />
            </Suspense>
          </small>
        </h2>
        <ChildStage arch={shown?.arch ?? null} />
        <Arrow />
      </article>
      <article className="stage">
        <RewardStage shown={shown} />
      </article>
      <span className="sr-only">{shown === null ? 'No cell yet' : `Cell on show: ${archLabel(shown.arch)}`}</span>
    </section>
  );
}

function Arrow() {
  return (
    <span className="arrow" aria-hidden="true">
      →
    </span>
  );
}
