import {
  add,
  avgPool,
  batchNorm,
  bool,
  cell,
  choice,
  conv2d,
  depthwiseConv2d,
  dropout,
  dynamic,
  globalAvgPool,
  identity,
  inputChoice,
  int,
  logReal,
  maxPool,
  moduleOf,
  optional,
  or,
  relu,
  repeat,
  separableConv2d,
  sequential,
  steppedReal,
  use,
} from '../blocks/combinators';
import type { SpaceDefinition } from '../blocks/types';
import { DNN_DEFINITION } from '../hypernets/dnn';
import { TRAINING_DEFINITION } from '../training/definition';

/** A space to begin with. */
export interface SpaceTemplate {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly definition: SpaceDefinition;
}

const smallConv: SpaceDefinition = {
  version: 1,
  title: 'A small convolutional network',
  hyperparameters: { kernel: choice([3, 5]), layers: int(1, 3) },
  network: sequential(
    repeat(
      sequential(
        conv2d({ filters: choice([8, 16]), kernel: use('kernel'), activation: 'relu' }),
        or({ max: maxPool({ size: 2 }), avg: avgPool({ size: 2 }), identity }),
      ),
      use('layers'),
      { name: 'layer' },
    ),
    dropout(steppedReal(0, 0.5, 0.25)),
  ),
};

/** Batch norm where it is on, then the activation that all layers share. */
const finished = sequential(optional(batchNorm(), use('batchNorm')), { kind: 'activation', fn: use('activation') });

/**
 * The guide's macro template for images: eight operations, up to 20 layers, channels 16 to 512, skip connections, batch norm and three
 * activations. Its `global_pool` would leave nothing for later layers to read: here the network ends with one, always. Deviations: 4
 * to 8 layers (the template names only a maximum of 20), channels by stage so that they never shrink.
 */
const imageClassification: SpaceDefinition = {
  version: 1,
  title: 'Image classification, macro template',
  source: 'Neural Architecture Search: a complete guide, design_macro_space',
  hyperparameters: {
    layers: int(4, 8),
    width: choice([16, 32, 64]),
    activation: choice(['relu', 'relu6', 'swish']),
    batchNorm: bool(),
    filters: dynamic('min(512, max(4, round(width * 2 ^ floor(step / 2) * scale)))'),
  },
  network: repeat(
    sequential(
      add(
        [
          or(
            {
              conv3: sequential(conv2d({ filters: use('filters'), kernel: 3 }), finished),
              conv5: sequential(conv2d({ filters: use('filters'), kernel: 5 }), finished),
              depthwise: sequential(depthwiseConv2d({ kernel: 3 }), finished),
              pointwise: sequential(conv2d({ filters: use('filters'), kernel: 1 }), finished),
              max: maxPool({ size: 3, stride: 1 }),
              avg: avgPool({ size: 3, stride: 1 }),
              identity,
            },
            undefined,
            'op',
          ),
          { kind: 'optional', name: 'skip', module: identity, keepLink: false },
        ],
        true,
      ),
      { kind: 'when', test: 'step % 2 == 1', yes: maxPool({ size: 2 }) },
    ),
    use('layers'),
    { name: 'layer' },
  ),
  head: globalAvgPool,
  profiles: { paper: { scale: 1 }, teach: { scale: 0.25 } },
};

/** A cell of nodes that choose their operation and one earlier output, as NNI's LayerChoice and InputChoice say it; two cells alike. */
const layerAndInputChoice: SpaceDefinition = {
  version: 1,
  title: 'Layer choice and input choice',
  source: 'DARTS and ENAS notebook: LayerChoice, InputChoice',
  hyperparameters: { filters: dynamic('8 * 2 ^ step') },
  modules: {
    edge: sequential(
      inputChoice(),
      or(
        {
          sep3: separableConv2d({ filters: use('filters'), kernel: 3, activation: 'relu' }),
          sep5: separableConv2d({ filters: use('filters'), kernel: 5, activation: 'relu' }),
          max: maxPool({ size: 3, stride: 1 }),
          avg: avgPool({ size: 3, stride: 1 }),
          identity,
        },
        undefined,
        'op',
      ),
    ),
    cell: cell(
      {
        a: moduleOf('edge'),
        b: add([moduleOf('edge'), moduleOf('edge')], true),
        c: add([moduleOf('edge'), moduleOf('edge')], true),
      },
      { filters: use('filters') },
    ),
  },
  network: sequential(
    conv2d({ filters: 8, kernel: 3 }),
    repeat(sequential(moduleOf('cell', 'cell'), maxPool({ size: 2 })), 2, { name: 'stage' }),
  ),
};

const skips: SpaceDefinition = {
  version: 1,
  title: 'Skip connections',
  network: sequential(
    conv2d({ filters: 16, kernel: 3, activation: 'relu' }),
    cell(
      {
        layer1: conv2d({ filters: 16, kernel: choice([3, 5]), activation: 'relu' }),
        layer2: add([
          conv2d({ filters: 16, kernel: choice([3, 5]), activation: 'relu' }),
          inputChoice({ name: 'skip', from: ['input', 'layer1'], choose: 'any' }),
        ]),
        layer3: add([
          conv2d({ filters: 16, kernel: choice([3, 5]), activation: 'relu' }),
          inputChoice({ name: 'skip', from: ['input', 'layer1', 'layer2'], choose: 'any' }),
        ]),
      },
      { output: 'last' },
    ),
    maxPool({ size: 2 }),
  ),
};

const learningRate: SpaceDefinition = {
  version: 1,
  title: 'The learning rate alone',
  network: sequential(
    conv2d({ filters: 8, kernel: 3 }),
    relu,
    maxPool({ size: 2 }),
    conv2d({ filters: 16, kernel: 3 }),
    relu,
    maxPool({ size: 2 }),
  ),
  training: { learningRate: logReal(1e-4, 1e-1) },
};

/** Spaces to begin with, in the order they are offered. Each is valid and trains on 28×28 and 32×32 images. */
export const SPACE_TEMPLATES: readonly SpaceTemplate[] = [
  {
    id: 'small-conv',
    title: 'Small conv net',
    description: 'One to three layers; filters and pool decided for each, the kernel once.',
    definition: smallConv,
  },
  {
    id: 'image-classification',
    title: 'Image classification (macro)',
    description: "The guide's template: seven operations a layer, skip connections, widths, activations.",
    definition: imageClassification,
  },
  {
    id: 'layer-input-choice',
    title: 'Cell of layer and input choices',
    description: 'Nodes choose an operation and what they read; both cells of the network are alike.',
    definition: layerAndInputChoice,
  },
  {
    id: 'skips',
    title: 'Skip connections',
    description: 'Each layer may add any earlier output to its own.',
    definition: skips,
  },
  { id: 'dnn', title: 'Dense layers', description: "Hypernets' dense space: 3,888 points.", definition: DNN_DEFINITION },
  {
    id: 'learning-rate',
    title: 'Learning rate',
    description: 'A fixed network; only its learning rate is decided, on a log scale.',
    definition: learningRate,
  },
  {
    id: 'training',
    title: 'Training hyperparameters',
    description: 'A fixed network; learning rate, dropout, batch, optimiser and augmentation.',
    definition: TRAINING_DEFINITION,
  },
];

/** A template as text to be edited: two blanks a level, short lists and objects on one line. */
export function definitionText(definition: SpaceDefinition): string {
  const layOut = (value: unknown, indent: string): string => {
    const flat = JSON.stringify(value);
    if (typeof value !== 'object' || value === null) return flat;
    const spaced = flat.replace(/("(?:[^"\\]|\\.)*")|([:,])|([{}])/g, (whole, text, sign, brace) => {
      if (text !== undefined) return whole;
      if (sign !== undefined) return `${sign} `;
      return brace === '{' ? '{ ' : ' }';
    });
    if (spaced.length + indent.length <= 100) return spaced.replace('{  }', '{}');
    const inner = `${indent}  `;
    if (Array.isArray(value)) return `[\n${value.map((one) => inner + layOut(one, inner)).join(',\n')}\n${indent}]`;
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{\n${members.map(([key, member]) => `${inner}${JSON.stringify(key)}: ${layOut(member, inner)}`).join(',\n')}\n${indent}}`;
  };
  return `${layOut(definition, '')}\n`;
}
