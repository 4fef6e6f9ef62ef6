import { STRATEGY_TITLES } from '../../../engine/search/titles';
import type { FieldText } from './fieldTypes';
import { STRATEGY_FIELDS } from './strategyFields';

export type { FieldText } from './fieldTypes';

export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly FieldText[];
}

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

export const GROUPS: readonly FieldGroup[] = [
  {
    title: 'Run',
    fields: [
      { path: 'title', label: 'Title', help: 'The name under which the run is kept and exported.' },
      { path: 'seed', label: 'Seed', help: 'Every random draw follows from it: same settings, same seed, same run.' },
      { path: 'space.id', label: 'Search space', help: 'What can be built: A_small is two operations of eight, 64 cells.' },
    ],
  },
  {
    title: 'Strategy',
    fields: [
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
      ...STRATEGY_FIELDS,
    ],
  },
  {
    title: 'Children',
    fields: [
      {
        path: 'estimator.id',
        label: 'A child’s worth comes from',
        help: 'A table answers at once with what was measured before; training takes seconds to minutes a child.',
        options: {
          table: 'a recorded table',
          train: 'training it here',
          'early-stopping': 'training until it gets no better',
          extrapolation: 'training a little, curve continued',
          synthetic: 'an invented landscape',
        },
      },
      {
        path: 'estimator.table',
        label: 'Table',
        help: 'Measured children: a file beside this page, or a table of your own by its name under “Tables”.',
      },
      {
        path: 'estimator.noise',
        label: 'Seeds of the table',
        help: 'Each child was trained with several seeds: take their mean, or draw one each time, as a real training would.',
        options: { mean: 'their mean', seed: 'one, drawn' },
      },
      {
        path: 'estimator.data',
        label: 'Images',
        help: 'A data set by name. “digits” is drawn by the lab itself and needs no download.',
        suggestions: ['digits', 'mnist', 'fashion-mnist', 'cifar-10'],
      },
      {
        path: 'estimator.profile',
        label: 'Profile',
        help: 'How a cell becomes a network: full size as in the paper’s text, small for teaching, or as the printed code did it.',
        options: { paper: 'paper (64/128 filters)', teach: 'teach (8/16 filters)', 'as-published': 'as published' },
      },
      { path: 'estimator.train', label: 'Training images', help: 'The first so many of the training set.', unit: 'images' },
      {
        path: 'estimator.valid',
        label: 'Validation images',
        help: 'Cut from the training set, never from the test set.',
        unit: 'images',
      },
      { path: 'estimator.test', label: 'Test images', help: 'Looked at once, after the last epoch.', unit: 'images' },
      { path: 'estimator.epochs', label: 'Epochs', help: 'Passes over the training images for each child.' },
      { path: 'estimator.batch', label: 'Batch', help: 'Images in one step of training.', unit: 'images' },
      { path: 'estimator.learningRate', label: 'Child’s learning rate', help: 'Step size of the child’s optimiser.' },
      {
        path: 'estimator.patience',
        label: 'Patience',
        help: 'Epochs without a rise of the validation accuracy after which training ends.',
        unit: 'epochs',
      },
      {
        path: 'estimator.minDelta',
        label: 'Least rise',
        help: 'A rise of the validation accuracy that is not larger counts as none; 0.01 is one percent.',
      },
      {
        path: 'estimator.horizon',
        label: 'Predicted for epoch',
        help: 'The curve of the epochs that are trained is continued to this one.',
      },
      {
        path: 'estimator.optimiser',
        label: 'Child’s optimiser',
        help: 'Adam with its usual constants, or gradient descent with momentum 0.9.',
        options: { adam: 'Adam', sgd: 'SGD, momentum 0.9' },
      },
      {
        path: 'estimator.weightDecay',
        label: 'Child’s weight decay',
        help: 'An L2 term in the gradient; 0 for none.',
      },
      {
        path: 'estimator.learningRateSchedule',
        label: 'Learning rate over the epochs',
        help: 'It stays, or falls along half a cosine to 0 over the epochs, and starts again.',
        options: { constant: 'stays', cosine: 'cosine' },
      },
      {
        path: 'estimator.augmentation',
        label: 'Images changed on the way',
        help: 'Moved by up to two places, and mirrored left to right where that means nothing (not digits).',
        options: { none: 'no', shift: 'moved', 'shift-flip': 'moved, mirrored' },
      },
      {
        path: 'estimator.landscape',
        label: 'Landscape',
        help: 'The seed of everything that is invented: another number, another truth.',
      },
      {
        path: 'estimator.image',
        label: 'Images of the landscape',
        help: 'What children are built for, to be counted.',
        options: { '28x28x1': '28×28, grey', '32x32x3': '32×32, colour' },
      },
      {
        path: 'estimator.backend',
        label: 'Trained on',
        help: 'Automatic takes WebGPU on a real graphics card, else one WASM worker for each core.',
        options: { auto: 'automatic', webgpu: 'WebGPU', wasm: 'WASM', cpu: 'CPU (slow)' },
      },
    ],
  },
  {
    title: 'Reward',
    fields: [
      {
        path: 'reward.id',
        label: 'Reward',
        help: 'What a measurement is worth. Your own code is written under “Reward editor”.',
        options: {
          val: 'validation accuracy',
          'max-params': 'accuracy below a parameter limit',
          latency: 'accuracy less latency',
          mnasnet: 'accuracy × latency (MnasNet)',
          code: 'own code',
        },
      },
      {
        path: 'reward.maxParams',
        label: 'Parameter limit n',
        help: 'Cells with n or more parameters get the penalty. 2,500 splits the “teach” cells 31 to 33.',
        unit: 'params',
      },
      { path: 'reward.penalty', label: 'Penalty', help: 'The reward of a cell over the limit.' },
      { path: 'reward.targetMs', label: 'Latency target T', help: 'Forward time of one image that costs nothing.', unit: 'ms' },
      {
        path: 'reward.weight',
        label: 'Latency weight',
        help: 'Percent lost for each time that the target is exceeded.',
        unit: '%',
      },
      { path: 'reward.alpha', label: 'Exponent α', help: 'Power of latency/T at or below the target; 0 there is a hard limit.' },
      {
        path: 'reward.beta',
        label: 'Exponent β',
        help: 'Power of latency/T above the target; −0.07 trades 5 % accuracy for twice the speed.',
      },
      { path: 'reward.source', label: 'Code', help: 'Written and tried under “Reward editor”.' },
      {
        path: 'reward.deadlineMs',
        label: 'Deadline of a call',
        help: 'Code that has not returned by then is stopped.',
        unit: 'ms',
      },
    ],
  },
  {
    title: 'Stop',
    fields: [
      { path: 'stop.episodes', label: 'Episodes', help: 'The run ends after so many.' },
      {
        path: 'stop.children',
        label: 'Children',
        help: 'It ends with the episode that reaches so many children.',
        off: 'no limit',
      },
      {
        path: 'stop.minutes',
        label: 'Time',
        help: 'Counted while the run is computing, not while it is paused.',
        unit: 'min',
        off: 'no limit',
      },
      { path: 'stop.reward', label: 'Reward reached', help: 'It ends once a child’s reward is at least this.', off: 'go on' },
      {
        path: 'stop.convergedFor',
        label: 'Converged for',
        help: 'It ends when min, mean and max have been equal for so many episodes.',
        unit: 'episodes',
        off: 'go on',
      },
    ],
  },
];
