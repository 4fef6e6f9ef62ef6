import { Fragment, lazy, Suspense } from 'react';
import type { RunConfig } from '../../../engine/run/config';
import { isController } from '../../../engine/search/isController';
import { choiceWords, isPairSpace, metOf } from '../../shared/decisions';
import { strategyTitle } from '../../shared/describe';
import { archLabel } from '../../shared/ops';
import { openedSpace } from '../../shared/spaces';
import { useShownCell } from '../../shared/useShownCell';
import { useLab } from '../../store';
import { useShown } from '../../store/preview';
import { CellGraph } from './CellGraph';
import { ChildStage } from './ChildStage';
import './loop.css';
import { ProposalBars } from './ProposalBars';
import { RewardStage } from './RewardStage';

/** Where numbers of a space come from that has no experiment of recorded rewards to go over to. */
const ORIGIN_WORDS: Readonly<Record<RunConfig['estimator']['id'], string>> = {
  table: 'recorded',
  train: 'trained here',
  'early-stopping': 'trained here',
  extrapolation: 'trained here, continued',
  synthetic: 'invented',
};

const TrainForReal = lazy(() => import('./TrainForReal'));

/** The loop in four pictures: propose, build, train, reward; back to the first. */
export function LoopStrip() {
  const { config } = useShown();
  const select = useLab((state) => state.select);
  const shown = useShownCell();
  const space = config === null ? null : openedSpace(config.space);
  const isPair = space === null || isPairSpace(space);
  const isFunction = space?.value !== undefined;
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
          <em>1</em> {config === null || isController(config.strategy) ? 'Controller proposes' : 'Strategy proposes'}
          <small>{config === null ? '' : strategyTitle(config.strategy)}</small>
        </h2>
        <ProposalBars shown={shown} />
        <Arrow />
      </article>
      <article className="stage">
        <h2>
          <em>2</em> {isFunction ? 'Point' : isPair ? 'Cell' : 'Network'}
          <small>
            {caption}
            {shown?.origin === 'selected' ? (
              <button type="button" className="link" onClick={() => select(null)}>
                release
              </button>
            ) : null}
          </small>
        </h2>
        {isFunction ? <PointStage arch={shown?.arch ?? null} /> : <CellGraph arch={shown?.arch ?? null} byPart={!isPair} />}
        <Arrow />
      </article>
      <article className="stage">
        <h2>
          <em>3</em> {isFunction ? 'Function answers' : 'Child trains'}
          <small>
            {isPair ? (
              <Suspense fallback={null}>
                <TrainForReal />
              </Suspense>
            ) : (
              ORIGIN_WORDS[config?.estimator.id ?? 'train']
            )}
          </small>
        </h2>
        <ChildStage shown={shown} />
        <Arrow />
      </article>
      <article className="stage">
        <RewardStage shown={shown} />
      </article>
      <span className="sr-only">{shown === null ? 'No cell yet' : `Cell on show: ${archLabel(shown.arch)}`}</span>
    </section>
  );
}

/** A point of a test function, number by number. */
function PointStage({ arch }: { readonly arch: string | null }) {
  const { config } = useShown();
  if (arch === null || config === null) return <p className="stage-note">The first point appears here.</p>;
  const space = openedSpace(config.space);
  return (
    <>
      <dl className="kv point">
        {metOf(space, arch).map((met) => (
          <Fragment key={met.decision.name}>
            <dt>{met.decision.name}</dt>
            <dd>{choiceWords(met)}</dd>
          </Fragment>
        ))}
      </dl>
      <p className="stage-foot">{space.title}. The least value is wanted.</p>
    </>
  );
}

function Arrow() {
  return (
    <span className="arrow" aria-hidden="true">
      →
    </span>
  );
}
