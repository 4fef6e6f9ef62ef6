import { STRATEGY_TITLES } from '../../../../engine/search/titles';
import type { FieldText } from './types';

/** Fields of a setting that changes over the run. */
const schedule = (path: string, label: string): readonly FieldText[] => [
  {
    path: `${path}.kind`,
    label: `${label} over time`,
    help: 'How it goes from its start to its end.',
    options: { constant: 'constant', linear: 'in a straight line', exponential: 'by equal factors', cosine: 'along a cosine' },
  },
  { path: `${path}.to`, label: `${label} at the end`, help: 'As a part of its start.' },
  { path: `${path}.episodes`, label: `${label} ends after`, help: 'It stays as it is then.', unit: 'episodes' },
];

/** Which strategy, and the settings of the controllers. */
export const CONTROLLER_FIELDS: readonly FieldText[] = [
  {
    path: 'strategy.id',
    label: 'Strategy',
    help: 'Who proposes the children.',
    options: STRATEGY_TITLES,
  },
  {
    path: 'strategy.childrenPerEpisode',
    label: 'Children an episode',
    help: 'Cells sampled, measured and learned from together. The paper takes 20.',
  },
  {
    path: 'strategy.input',
    label: 'Fed to the next step',
    help: 'The whole distribution, as in the paper, makes the two choices independent; the sampled op lets the second follow from the first.',
    options: {
      softmax: 'the distribution',
      sample: 'the sampled op',
      embedding: 'the sampled op, as a learned vector',
      output: 'its own last output',
    },
  },
  {
    path: 'strategy.cell',
    label: 'Recurrent cell',
    help: 'What carries memory from step to step. The paper takes an LSTM, the automation chapter a NASCell.',
    options: { lstm: 'LSTM', gru: 'GRU', nas: 'NASCell' },
  },
  { path: 'strategy.hidden', label: 'Hidden units', help: 'Size of the controller’s memory. The paper takes 100.' },
  {
    path: 'strategy.initRange',
    label: 'Initial weights ±',
    help: 'Weights start uniformly within this range; a small one starts near equal chances.',
  },
  {
    path: 'strategy.learningRate',
    label: 'Learning rate',
    help: 'Step size of the optimiser on the controller. Larger learns faster and settles sooner, perhaps on the wrong cell.',
  },
  ...schedule('strategy.learningRateSchedule', 'Learning rate'),
  {
    path: 'strategy.optimiser',
    label: 'Optimiser',
    help: 'How a gradient becomes a step. Adam and RMSProp scale it by its recent size, plain descent does not.',
    options: { adam: 'Adam', sgd: 'plain gradient descent', rmsprop: 'RMSProp' },
  },
  {
    path: 'strategy.gradientClip',
    label: 'Gradient clip',
    help: 'Longer gradients are shortened to this norm.',
    off: 'as they are',
  },
  { path: 'strategy.steps', label: 'Updates an episode', help: 'Mini-batches (K) that are learned from after each episode.' },
  {
    path: 'strategy.batch',
    label: 'Mini-batch',
    help: 'Children in one update, drawn with replacement from the episode.',
    unit: 'children',
  },
  {
    path: 'strategy.clip',
    label: 'PPO clip ε',
    help: 'An update gains nothing from changing a probability by more than this factor.',
  },
  {
    path: 'strategy.entropyCoefficient',
    label: 'Entropy coefficient',
    help: 'Reward for staying undecided; more of it explores longer.',
    unit: '1/nat',
  },
  ...schedule('strategy.entropySchedule', 'Entropy coefficient'),
  {
    path: 'strategy.exploration',
    label: 'Exploration',
    help: 'Probability that a child is drawn at random instead of by the policy. The automation chapter takes 0.5.',
  },
  {
    path: 'strategy.sampling',
    label: 'Other children',
    help: 'Drawn from the policy, or always its most probable ones, which can settle where one choice of two is right.',
    options: { policy: 'drawn from the policy', argmax: 'its most probable' },
  },
  {
    path: 'strategy.baseline.kind',
    label: 'Baseline',
    help: 'What a reward is compared with before it is learned from.',
    options: {
      none: 'none',
      ema: 'moving average',
      window: 'rolling window',
      'batch-normalised': 'this episode, normalised',
    },
  },
  {
    path: 'strategy.baseline.alpha',
    label: 'Baseline weight α',
    help: 'Weight of the newest episode in the moving average.',
  },
  {
    path: 'strategy.baseline.start',
    label: 'Baseline starts at',
    help: 'As published it starts at 0, far below rewards near 98, and needs some 90 episodes to get there.',
    options: { zero: 'zero or a value, as published', 'first-batch': 'the first mean' },
  },
  {
    path: 'strategy.baseline.initial',
    label: 'Baseline’s first value',
    help: 'What it starts at unless it starts at the first mean.',
  },
  {
    path: 'strategy.baseline.window',
    label: 'Baseline window',
    help: 'Rewards whose mean is the baseline.',
    unit: 'children',
  },
  {
    path: 'strategy.baseline.includeCurrent',
    label: 'Baseline sees the current episode',
    help: 'As published it does, which shrinks every advantage a little.',
  },
  {
    path: 'strategy.faults',
    label: 'Faults of the printed code',
    help: 'Each can be switched on alone or with others. The first two cancel in direction.',
  },
  {
    path: 'strategy.compute',
    label: 'Computed on',
    help: 'Where the controller runs; the mathematics is the same. It is so small that the lab’s own code beats a GPU.',
    options: {
      fused: 'own code (fastest)',
      float64: 'own code, double precision',
      cpu: 'tfjs CPU',
      wasm: 'tfjs WASM',
      webgpu: 'tfjs WebGPU',
    },
  },
];
