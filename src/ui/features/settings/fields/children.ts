import type { FieldText } from './types';

/** Where a child’s worth comes from, and how it is trained. */
export const CHILDREN_FIELDS: readonly FieldText[] = [
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
];
