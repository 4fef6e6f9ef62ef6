import { TABLE_DEFAULTS } from '../../estimate/metadata';
import { PAPER_PPO } from '../../search/paperPpo';
import type { RunConfig } from '../config';
import { type RunPreset, stopAfter } from './types';

/** The paper's figure 5 with corrected mathematics: best validation accuracy over 64 cells, from a recorded table. */
export function fig5(seed = 1): RunConfig {
  return {
    version: 1,
    title: 'Paper, figure 5',
    seed,
    space: { id: 'a-small' },
    strategy: PAPER_PPO,
    estimator: TABLE_DEFAULTS,
    reward: { id: 'val' },
    stop: stopAfter(1000),
  };
}

export const PAPER = 'Arora and Krone, Learning to Design CNNs with Reinforcement Learning';

/** What the page opens with. (A file without schemas, for its first screen.) */
export const FIRST_PRESET: RunPreset = {
  id: 'fig5',
  title: 'Paper, figure 5',
  description: 'Which of 64 cells reads digits best? Rewards from a recorded table, so an episode takes milliseconds.',
  source: `${PAPER}, section 4.3, with corrected mathematics`,
  config: fig5(),
};
