import type { ReactNode } from 'react';
import type { StrategyConfig } from '../../../engine/search/config';
import { STRATEGY_TITLES } from '../../../engine/search/titles';
import { useLab } from '../../store';

interface Chapter {
  readonly title: string;
  readonly strategies: readonly StrategyConfig['id'][];
  readonly body: ReactNode;
  readonly source: string;
}

/** One chapter a family of strategies; the controllers have a page of their own. */
export const CHAPTERS: readonly Chapter[] = [
  {
    title: 'Without a model: random, grid, every point',
    strategies: ['random', 'grid', 'exhaustive'],
    body: (
      <>
        <p>
          These three ignore the rewards. Random search draws every choice with equal chances; it is what any other strategy has
          to beat, and hard to beat where good children are frequent: of N children of which a share q is good, it has met one
          with probability
        </p>
        <p className="learn-formula">1 − (1 − q)ᴺ</p>
        <p>
          A grid takes the same few places of every decision. It wastes them where only some decisions matter: with k places each,
          kᵈ children show only k values of the decision that counts. Trying every point gives the truth, where there are few.
        </p>
      </>
    ),
    source: 'Bergstra and Bengio 2012, Random search for hyper-parameter optimization.',
  },
  {
    title: 'Neighbours: hill climbing and morphisms',
    strategies: ['hill-climbing', 'morphism'],
    body: (
      <>
        <p>
          Two children are neighbours if they differ in one decision. Hill climbing measures some neighbours of the child it
          stands at, moves to the best of them if that is better, and starts anew at a random child where none is: a local best
          has been found, perhaps not the best of all.
        </p>
        <p>
          A network morphism makes the neighbour out of the trained child itself, deeper or wider, with weights that at first
          compute the same function. It need not be trained from the beginning.
        </p>
      </>
    ),
    source: 'Elsken, Metzen and Hutter 2017, Simple and efficient architecture search for CNNs.',
  },
  {
    title: 'Stages: progressive search',
    strategies: ['progressive'],
    body: (
      <p>
        Stage s of S opens the first s/S of the decisions; those still closed have their simplest choice. The best children of a
        stage are extended in the next. That saves children where a choice that is good in a simple network stays good in a larger
        one, and misleads where it does not.
      </p>
    ),
    source: 'Liu et al. 2018, Progressive neural architecture search; without its predictor.',
  },
  {
    title: 'Evolution',
    strategies: ['regularized-evolution', 'steady-state-evolution', 'genetic-algorithm', 'nsga-2'],
    body: (
      <>
        <p>
          A population of children lives. A few members are drawn, the best of them becomes a parent, and its child is a copy with
          a decision changed (mutation), or takes the first decisions from one parent and the rest from another (crossover). For
          whoever joins somebody leaves: in <b>regularized evolution</b> the oldest, so that a lucky measurement cannot stay for
          ever; in <b>steady-state evolution</b> the worst; in a <b>genetic algorithm</b> all but a few at once.
        </p>
        <p>
          The more members are drawn for a tournament, the greedier the search: of P members the best is among S that are drawn
          with probability
        </p>
        <p className="learn-formula">S / P</p>
        <p>
          <b>NSGA-II</b> has several objectives and no exchange rate between them. A child dominates another if it is at least as
          good in every objective and better in one. Fronts are sorted by who is dominated by whom, and within a front the members
          with most room around them stay:
        </p>
        <p className="learn-formula">dᵢ = Σₘ (fₘ(next) − fₘ(before)) / (max fₘ − min fₘ)</p>
      </>
    ),
    source: 'Real et al. 2019, Regularized evolution for image classifier architecture search; Deb et al. 2002, NSGA-II.',
  },
  {
    title: 'Budgets: halving, Hyperband, ASHA',
    strategies: ['successive-halving', 'hyperband', 'asha'],
    body: (
      <>
        <p>
          Most children can be told to be bad long before they are trained. <b>Successive halving</b> trains n of them for r
          epochs, lets the best 1/η go on until they have had rη, the best of those until rη², and so on: every rung costs about
          the same.
        </p>
        <p>
          How many should begin? Few epochs may mislead, for curves cross. <b>Hyperband</b> does not decide: it runs brackets,
          from many children of few epochs to a few that are all trained in full. With R epochs at most, and s from the largest
          with η<sup>s</sup> ≤ R down to 0, rung i of bracket s has
        </p>
        <p className="learn-formula">⌊(s_max + 1)/(s + 1)⌋ · ηˢ⁻ⁱ children that have had ⌊R/ηˢ⁻ⁱ⌋ epochs</p>
        <p>
          <b>ASHA</b> waits for no rung to be full: whoever is among the best 1/η of its rung so far goes on, otherwise a new
          child begins. Nobody idles; some promotions are mistakes.
        </p>
      </>
    ),
    source: 'Jamieson and Talwalkar 2016; Li et al. 2018, Hyperband; Li et al. 2020, ASHA.',
  },
  {
    title: 'Schedules: population-based training',
    strategies: ['pbt'],
    body: (
      <p>
        K members train side by side. After some epochs each, the worst fifth copy the weights and the settings of one of the best
        fifth (exploit), and every copied setting is multiplied by 0.8 or 1.2, or drawn anew (explore). The network stays the
        same, so the weights fit. What is found is no setting but a schedule: a learning rate that falls while the training goes
        on, at the cost of K trainings.
      </p>
    ),
    source: 'Jaderberg et al. 2017, Population based training of neural networks, algorithm 1.',
  },
  {
    title: 'Models of the reward: Bayesian optimisation, TPE',
    strategies: ['bayesian', 'tpe'],
    body: (
      <>
        <p>
          <b>Bayesian optimisation</b> fits a surrogate to all children so far: for any child x it predicts a mean m and a
          deviation s (a Gaussian process, or a forest of regression trees). Where to go next is a bargain between a high mean and
          a high uncertainty; expected improvement strikes it, with f the best so far, φ and Φ the normal density and
          distribution:
        </p>
        <p className="learn-formula">EI(x) = s·(φ(z) + z·Φ(z)), z = (m − f − ξ)/s</p>
        <p>
          The <b>tree-structured Parzen estimator</b> models the other way round: where do good children lie, where the others? It
          draws candidates from the density l of the good ones and takes the one of the largest
        </p>
        <p className="learn-formula">l(x) / g(x)</p>
        <p>with g the density of the rest: expected improvement grows with this ratio.</p>
      </>
    ),
    source: 'Jones, Schonlau and Welch 1998, EGO; Bergstra et al. 2011, Algorithms for hyper-parameter optimization, eq. 3.',
  },
  {
    title: 'Learned values and trees: Q-learning, MCTS',
    strategies: ['q-learning', 'mcts'],
    body: (
      <>
        <p>
          A child is a walk: choice after choice. <b>Q-learning</b> keeps a value for every choice in every state; only the end of
          a walk is rewarded, and values flow back from it:
        </p>
        <p className="learn-formula">Q(s, a) ← (1 − α)·Q(s, a) + α·maxᵦ Q(s′, b), at the end + α·r in place of the maximum</p>
        <p>
          With probability ε it takes any choice instead of the best one; ε falls from 1, so it is random search at first.{' '}
          <b>Monte-Carlo tree search</b> explores where it knows little instead of by chance: at every node it takes the branch of
          the largest
        </p>
        <p className="learn-formula">mean + c·√(2 ln N / n)</p>
        <p>
          with n walks through the branch of N through the node, rewards scaled to 0..1, and draws at random what the tree does
          not hold yet.
        </p>
      </>
    ),
    source: 'Baker et al. 2017, MetaQNN; Kocsis and Szepesvári 2006, UCT; Auer et al. 2002, UCB1.',
  },
];

/** All families, that of the open run unfolded. */
export default function StrategiesPage() {
  const current = useLab((state) => state.config?.strategy.id ?? null);
  return (
    <>
      <p>
        A strategy proposes children and is told what they were worth. What it makes of that tells strategies apart; “Compare
        strategies” shows which does better on one problem. Controllers have the page before this one.
      </p>
      {CHAPTERS.map(({ title, strategies, body, source }) => {
        const isOpen = current !== null && strategies.includes(current);
        return (
          <details key={`${title} ${isOpen}`} className="learn-chapter" open={isOpen}>
            <summary>
              {title}
              {isOpen && current !== null ? <small> · the open run: {STRATEGY_TITLES[current]}</small> : null}
            </summary>
            {body}
            <p className="learn-source">{source}</p>
          </details>
        );
      })}
    </>
  );
}
