import type { ReactNode } from 'react';
import { isController } from '../../../engine/search/isController';
import { STRATEGY_TITLES } from '../../../engine/search/titles';
import { SPACES } from '../../../engine/space/catalogue';
import { countOf, formatCount, formatFixed, formatSigned } from '../../shared/format';
import { useThrottled } from '../../shared/hooks';
import { archLabel } from '../../shared/ops';
import { openedSpace } from '../../shared/spaces';
import { useLab } from '../../store';
import { LEARNS_FROM } from './learnsFrom';

/** A number of the run that is open, set apart from the text. */
function Now({ children }: { readonly children: ReactNode }) {
  return <p className="learn-now">{children}</p>;
}

/** Entropy of equal chances over a whole space, nats: log of its size; NaN where it has none. */
function mostEntropy(spaceId: string): number {
  const size = SPACES.find((space) => space.id === spaceId)?.size ?? null;
  return size === null ? Number.NaN : Math.log(Number(size));
}

/** The run's summary, once a second: a number that changes while it is read teaches nothing. */
function useCalmRun() {
  return useThrottled(
    useLab((state) => state.run),
    1000,
  );
}

export function LoopPage() {
  const run = useCalmRun();
  const config = useLab((state) => state.config);
  const controls = config === null || isController(config.strategy);
  const isFunction = config !== null && openedSpace(config.space).value !== undefined;
  const what = isFunction ? 'a point of a function' : 'a convolutional cell, or a whole network, choice by choice';
  const children = config === null ? null : config.strategy.childrenPerEpisode;
  return (
    <>
      <p>
        {controls ? (
          <>
            A <dfn>controller</dfn>, a small recurrent network,
          </>
        ) : (
          <>
            A search <dfn>strategy</dfn>, here {STRATEGY_TITLES[config.strategy.id]},
          </>
        )}{' '}
        proposes {what}. {isFunction ? '' : 'It is built into a network, '}
        {isFunction ? (
          <>
            The function is computed there; what it gives becomes a number, the <dfn>reward</dfn>,
          </>
        ) : (
          <>
            the <dfn>child</dfn>; the child is trained on images, or what its training gave before is looked up or invented. What
            it reached becomes a number, the <dfn>reward</dfn>,
          </>
        )}{' '}
        and the {controls ? 'controller' : 'strategy'} {LEARNS_FROM[config?.strategy.id ?? 'ppo']}. Then it proposes again. One
        round of {children === null ? 'some children' : countOf(children, 'child', 'children')} is an <dfn>episode</dfn>.
      </p>
      <ol>
        <li>
          {controls ? (
            <>
              <b>Controller proposes.</b> The bars are its probabilities for each choice.
            </>
          ) : (
            <>
              <b>Strategy proposes.</b> What it chose for the child on show, and how often every option was tried lately.
            </>
          )}
        </li>
        <li>
          <b>{isFunction ? 'Point.' : 'Cell or network.'}</b>{' '}
          {isFunction ? 'The numbers that were proposed.' : 'What was proposed, with the shapes that flow through it.'}
        </li>
        <li>
          {isFunction ? (
            <>
              <b>Function answers.</b> Its value there.
            </>
          ) : (
            <>
              <b>Child trains.</b> Its validation accuracy, epoch by epoch.
            </>
          )}
        </li>
        <li>
          <b>Reward.</b> The number it earns, and{' '}
          {controls ? 'how much better than expected that was: its advantage.' : 'how far that is from the best so far.'}
        </li>
      </ol>
      <p>
        The {controls ? 'controller' : 'strategy'} is not told what a convolution is, nor that accuracy matters. Change the reward
        and it will look for something else.
      </p>
      {run.counts.episodes === 0 ? null : (
        <Now>
          So far: {formatCount(run.counts.episodes)} episodes, {formatCount(run.counts.children)} children, of which{' '}
          {formatCount(run.counts.unique)} differ
          {run.best === null ? '.' : `; the best is ${archLabel(run.best.arch)} with ${formatFixed(run.best.reward)}.`}
        </Now>
      )}
    </>
  );
}

export function MethodPage() {
  const config = useLab((state) => state.config);
  const run = useCalmRun();
  const strategy = config?.strategy.id === 'ppo' ? config.strategy : null;
  const { summary, lastUpdate } = run;
  return (
    <>
      <p>
        The controller is an LSTM. It starts from a constant input; at each decision a softmax over its output gives the
        probability of every option, one option is drawn, and the next step is fed either the whole distribution (as in the paper)
        or the option drawn. With the distribution fed forward the second choice does not know the first, so the map of pairs is
        always a product of two rows of bars; with the drawn option it can prefer pairs.
      </p>
      <p>
        It learns by <b>proximal policy optimisation</b>. For a child with reward <i>R</i> the advantage is <i>A = R − b</i>,
        where the baseline <i>b</i> is what was to be expected. With <i>ρ</i>, the probability of the child now over the
        probability when it was drawn,
      </p>
      <p className="learn-formula">loss = −mean( min( ρ·A, clip(ρ, 1−ε, 1+ε)·A ) ) − c·entropy</p>
      <p>
        The clip takes away any gain from moving a probability by more than a factor 1±ε in one episode, so a lucky draw cannot
        run away with the policy. The entropy term pays a little for staying undecided. The logarithm of a child's probability is
        the sum over its decisions.
      </p>
      {strategy === null ? null : (
        <Now>
          Here: {strategy.hidden} units, Adam {strategy.learningRate}, ε = {strategy.clip}, c = {strategy.entropyCoefficient};{' '}
          {strategy.steps} updates an episode on {strategy.batch} of its {strategy.childrenPerEpisode} children, drawn with
          replacement.
          {summary === null
            ? ''
            : ` After episode ${formatCount(summary.episode)}: entropy ${formatFixed(summary.entropy, 3)} nats of at most ${formatFixed(mostEntropy(config?.space.id ?? ''), 3)}, baseline ${formatFixed(summary.baseline)}, KL ${formatFixed(summary.kl, 5)}.`}
          {lastUpdate === null
            ? ''
            : ` The last update clipped ${formatFixed(100 * lastUpdate.clipFraction, 0)} % of its children.`}
        </Now>
      )}
      <p className="learn-source">
        Schulman et al. 2017, Proximal policy optimization algorithms, eq. 7; Arora and Krone, Learning to design CNNs with
        reinforcement learning.
      </p>
    </>
  );
}

export function RewardPage() {
  const setPanel = useLab((state) => state.setPanel);
  const run = useCalmRun();
  const { summary, lastChild } = run;
  const advantage =
    summary === null || summary.baseline === null || lastChild === null ? null : lastChild.reward - summary.baseline;
  return (
    <>
      <p>A reward turns what was measured about a child into one number. Four are ready made:</p>
      <dl>
        <dt>Validation accuracy</dt>
        <dd>In percent: the paper's figure 5. Never the test accuracy, which is only looked at afterwards.</dd>
        <dt>Accuracy below a parameter limit</dt>
        <dd>
          −100 for a cell with n parameters or more: figure 6. One such penalty is a hundred times larger than the difference
          between good cells, and it sets the scale of everything learned from it; normalised advantages repair that.
        </dd>
        <dt>Accuracy less latency</dt>
        <dd>Points are lost for every multiple of a time limit that a forward pass exceeds.</dd>
        <dt>MnasNet</dt>
        <dd>
          Accuracy × (latency / T)<sup>w</sup>: a smooth exchange of one for the other, w = α up to the target T and β beyond.
        </dd>
      </dl>
      <p>
        Your own is a function <code>(m, ctx) =&gt; number</code>. It runs in a sandbox: no network, no clock, no chance, a time
        limit for every child, and nothing kept from one child to the next, so that the run can be replayed.{' '}
        <button type="button" className="link" onClick={() => setPanel('reward-editor')}>
          Open the reward editor
        </button>
      </p>
      {lastChild === null ? null : (
        <Now>
          The latest child, {archLabel(lastChild.arch)}, earned {formatFixed(lastChild.reward)}
          {advantage === null ? '' : `, an advantage of ${formatSigned(advantage)} over the baseline`}.
        </Now>
      )}
    </>
  );
}

export function ReadingPage() {
  return (
    <>
      <h4>The chart</h4>
      <p>
        The strong line is the mean reward of an episode's children, smoothed over the episodes chosen at “smoothing”; the thin
        lines are the worst and the best of them. When all three meet, the strategy proposes one cell only. The dashed level is
        the best cell there is, known where the whole space has been measured. The grey band is random search: what as many
        children drawn blindly would have found.
      </p>
      <p>
        A controller can be better than random in its mean and still not in its best: with 64 cells, a few hundred blind draws
        find the best one too. What it shows is that it <em>knows</em> where to look.
      </p>
      <h4>Losses, entropy, KL</h4>
      <p>
        Only a controller has them. The loss of a policy is not a measure of quality: it hovers around zero while rewards rise.
        Entropy falls from log 64 = 4.16 nats (all equal) to 0 (decided). KL is how far one episode's updates moved the policy.
      </p>
      <h4>The map</h4>
      <p>
        First operation down, second across. <b>policy</b> is what a controller believes, <b>visits</b> what it tried,{' '}
        <b>reward</b>, <b>accuracy</b> and <b>params</b> what is true; <b>Δ</b> is the change since the start. The ring marks the
        truly best cell. Blue always belongs to the controller, orange to what was measured.
      </p>
      <p>
        A click on a cell anywhere selects it everywhere: chart, map, graph and table of children. The slider below the chart goes
        back in time.
      </p>
    </>
  );
}
