import { SYNTHETIC_DEFAULTS, TABLE_DEFAULTS } from '../../estimate/metadata';
import { ASHA_DEFAULTS, HYPERBAND_DEFAULTS, SUCCESSIVE_HALVING_DEFAULTS } from '../../search/budgets/config';
import type { StrategyConfig } from '../../search/config';
import { PBT_DEFAULTS } from '../../search/pbt/config';
import type { RunConfig } from '../config';
import { type RunPreset, stopAfter } from './types';

/** A strategy over budgets on the invented curves of a space, to its end: it stops by itself. */
function onLandscape(title: string, space: string, strategy: StrategyConfig): RunConfig {
  return {
    version: 1,
    title,
    seed: 1,
    space: { id: space },
    strategy,
    estimator: SYNTHETIC_DEFAULTS,
    reward: { id: 'val' },
    stop: stopAfter(1000),
  };
}

/** Hyperband over the three epochs that the shipped table has of each cell: brackets of 3 and 2, again and again. */
const onMnist: RunConfig = {
  ...onLandscape('Hyperband, MNIST table', 'a-small', {
    ...HYPERBAND_DEFAULTS,
    maxEpochs: 3,
    childrenPerEpisode: 3,
    repeat: true,
  }),
  estimator: TABLE_DEFAULTS,
  stop: stopAfter(60),
};

export const BUDGET_PRESETS: readonly RunPreset[] = [
  {
    id: 'hyperband',
    title: 'Hyperband',
    description: 'Brackets of 81 to 5 cells, two thirds of them stopped at every rung. The learning curves are invented.',
    source: 'automation chapter, table 7-1; Li et al. 2018',
    config: onLandscape('Hyperband', 'nats-bench', HYPERBAND_DEFAULTS),
  },
  {
    id: 'successive-halving',
    title: 'Successive halving',
    description: '81 cells trained for one epoch, the best third for three, and so on to one for 81. Invented curves.',
    source: 'automation chapter; Jamieson and Talwalkar 2016',
    config: onLandscape('Successive halving', 'nats-bench', SUCCESSIVE_HALVING_DEFAULTS),
  },
  {
    id: 'asha',
    title: 'ASHA',
    description: 'Halving that waits for no rung to be full: whoever is among the best third goes on. Invented curves.',
    source: 'Li et al. 2020',
    config: onLandscape('ASHA', 'nats-bench', ASHA_DEFAULTS),
  },
  {
    id: 'pbt',
    title: 'Population-based training',
    description: 'Twenty cells trained side by side; the worst take over the weights and settings of the best. Invented curves.',
    source: 'Jaderberg et al. 2017',
    config: onLandscape('Population-based training', 'nats-bench+training', PBT_DEFAULTS),
  },
  {
    id: 'hyperband-mnist',
    title: 'Hyperband, MNIST table',
    description: 'Hyperband on measured curves: the three epochs that the table has of each of 64 cells.',
    source: 'Li et al. 2018, on the shipped table',
    config: onMnist,
  },
];
