import { LabError } from '../core/errors';
import { suggestName } from '../core/nearestName';
import { TRAIN_DEFAULTS } from '../estimate/metadata';
import { MAX_PARAMS } from '../reward/presets';
import { EMBEDDING_REINFORCE, NASCELL_REINFORCE, ONE_HOT_REINFORCE, PAPER_PPO, PRINTED_PPO } from '../search/metadata';
import type { RunConfig } from './config';
import { BUDGET_PRESETS } from './presets/budgets';
import { CHAPTER_PRESETS } from './presets/chapter';
import { FIRST_PRESET, fig5, PAPER } from './presets/first';
import { SPACE_PRESETS } from './presets/spaces';
import { STRATEGY_PRESETS } from './presets/strategies';
import { type RunPreset, stopAfter } from './presets/types';

export type { RunPreset } from './presets/types';
export { fig5 };

/** A = (R - mean) / std of the episode; alpha, start and includeCurrent have no effect on it. */
const NORMALISED = { kind: 'batch-normalised', alpha: 0.05, start: 'first-batch', includeCurrent: false } as const;

/**
 * Figure 5 with what its landscape asks for: advantages normalised per episode, so that the first episodes' large differences
 * do not set the scale of Adam's second moments, and an entropy bonus of their size.
 * Deviation: the paper's entropy coefficient is 1e-4 and its baseline a moving average; docs/fig5.md compares.
 */
export function fig5Normalised(seed = 1): RunConfig {
  return {
    ...fig5(seed),
    title: 'Figure 5, normalised advantages',
    strategy: { ...PAPER_PPO, entropyCoefficient: 0.3, baseline: NORMALISED },
  };
}

/** As figure 5, with the baseline of the printed code: from 0, the current episode already in it. */
export function fig5AsPublished(seed = 1): RunConfig {
  return {
    ...fig5(seed),
    title: 'Paper, figure 5, baseline as published',
    strategy: { ...PAPER_PPO, baseline: { kind: 'ema', alpha: 0.05, start: 'zero', includeCurrent: true } },
  };
}

/** As figure 5, with every fault of the printed controller: nothing but the table is as it should be. */
export function fig5Printed(seed = 1): RunConfig {
  return { ...fig5(seed), title: 'Paper, figure 5, every printed fault', strategy: PRINTED_PPO };
}

/** The automation chapter's controller: NASCell, policy gradient, half of the children random; 150 episodes of one child. */
export function nascell(seed = 1): RunConfig {
  return { ...fig5(seed), title: 'NASCell policy gradient', strategy: NASCELL_REINFORCE, stop: stopAfter(150) };
}

/** The code guide's first controller; it prints no number of episodes. */
export function reinforceOneHot(seed = 1): RunConfig {
  return { ...fig5(seed), title: 'REINFORCE, one-hot inputs', strategy: ONE_HOT_REINFORCE, stop: stopAfter(2000) };
}

/** The code guide's second controller, its 2000 episodes of one child. */
export function reinforceEmbedding(seed = 1): RunConfig {
  return { ...fig5(seed), title: 'REINFORCE, embeddings', strategy: EMBEDDING_REINFORCE, stop: stopAfter(2000) };
}

/** The paper's figure 6: cells at or above the parameter limit are worth -100. */
export function fig6(seed = 1): RunConfig {
  return {
    ...fig5(seed),
    title: 'Paper, figure 6',
    reward: { id: 'max-params', maxParams: MAX_PARAMS.teach, penalty: -100 },
  };
}

/** Figure 6 with advantages normalised per episode, which finds the best cell where the paper's baseline does not. */
export function fig6Normalised(seed = 1): RunConfig {
  return {
    ...fig6(seed),
    title: 'Figure 6, normalised advantages',
    strategy: { ...PAPER_PPO, baseline: NORMALISED },
  };
}

/** Children trained on MNIST while you watch, at profile 'teach'. */
export function realMnist(seed = 1): RunConfig {
  return {
    ...fig5(seed),
    title: 'MNIST, trained for real',
    strategy: { ...PAPER_PPO, childrenPerEpisode: 8, batch: 8 },
    estimator: TRAIN_DEFAULTS,
    stop: stopAfter(50),
  };
}

/** Children trained on the procedural digits: nothing to download, a few seconds a child. */
export function digits(seed = 1): RunConfig {
  return {
    ...realMnist(seed),
    title: 'Procedural digits, trained for real',
    estimator: { ...TRAIN_DEFAULTS, data: 'digits', train: 2_000, valid: 500, test: 1_000, epochs: 1 },
  };
}

export const PRESETS: readonly RunPreset[] = [
  FIRST_PRESET,
  {
    id: 'fig5-normalised',
    title: 'Figure 5, normalised advantages',
    description:
      "The same with each episode's advantages normalised and more exploration: it finds the best cell from every seed tried.",
    source: "this lab's remedy for figure 5",
    config: fig5Normalised(),
  },
  {
    id: 'fig5-as-published',
    title: 'Paper, figure 5, baseline as published',
    description: 'The same with the printed baseline, which starts at 0 against rewards near 98: slower.',
    source: `${PAPER}, section 4.3 and printed code`,
    config: fig5AsPublished(),
  },
  {
    id: 'fig5-printed',
    title: 'Paper, figure 5, every printed fault',
    description: 'All faults of the printed controller at once, each of which can be switched off.',
    source: `${PAPER}, printed code`,
    config: fig5Printed(),
  },
  {
    id: 'nascell',
    title: 'NASCell policy gradient',
    description: 'A recurrent cell found by architecture search, one child at a time, half of them drawn at random.',
    source: 'automation chapter, NAS project; Zoph and Le 2017',
    config: nascell(),
  },
  {
    id: 'reinforce-one-hot',
    title: 'REINFORCE, one-hot inputs',
    description: 'LSTM 64, one child an episode, the sampled op fed on as a one-hot vector.',
    source: 'NAS code guide, RL search, made to learn',
    config: reinforceOneHot(),
  },
  {
    id: 'reinforce-embedding',
    title: 'REINFORCE, embeddings',
    description: 'LSTM 32, one child an episode, the sampled op fed on as a learned vector, gradients clipped.',
    source: 'NAS code guide, RL NAS example; Pham et al. 2018 (ENAS)',
    config: reinforceEmbedding(),
  },
  {
    id: 'fig6',
    title: 'Paper, figure 6',
    description: 'Cells with too many parameters are worth -100. The search leaves them at once, then hardly moves.',
    source: `${PAPER}, section 4.4`,
    config: fig6(),
  },
  {
    id: 'fig6-normalised',
    title: 'Figure 6, normalised advantages',
    description: "The same with each episode's advantages normalised: it finds the best small cell.",
    source: "this lab's remedy for figure 6",
    config: fig6Normalised(),
  },
  {
    id: 'real-mnist',
    title: 'MNIST, trained for real',
    description: 'Every child is trained on 12,000 images of MNIST on this machine.',
    source: `${PAPER}, at profile teach`,
    config: realMnist(),
  },
  {
    id: 'digits',
    title: 'Procedural digits, trained for real',
    description: 'Every child is trained on drawn digits; nothing is downloaded.',
    source: 'procedural digits of this lab',
    config: digits(),
  },
  ...CHAPTER_PRESETS,
  ...STRATEGY_PRESETS,
  ...BUDGET_PRESETS,
  ...SPACE_PRESETS,
];

/** The configuration of a preset; LabError 'config' with the nearest known id where there is none. */
export function presetById(id: string): RunConfig {
  const found = PRESETS.find((preset) => preset.id === id);
  if (found !== undefined) return found.config;
  const known = PRESETS.map((preset) => preset.id);
  throw new LabError('config', `There is no preset '${id.slice(0, 80)}'.`, suggestName(id, known));
}
