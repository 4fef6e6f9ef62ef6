import type { FieldText } from './types';

/** What a measurement is worth. */
export const REWARD_FIELDS: readonly FieldText[] = [
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
];
