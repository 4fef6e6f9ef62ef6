import { Rng } from '../../src/engine/core/rng';
import { withChoices, withDropout } from '../../src/engine/estimate/childTraining';
import { ops } from '../../src/engine/graph';
import { GraphBuilder } from '../../src/engine/graph/builder';
import type { NetworkGraph } from '../../src/engine/graph/types';
import { openSpace, PROFILES, SPACES, sample, spaceById } from '../../src/engine/space';
import { definitionId } from '../../src/engine/space/blocks/space';
import type { SpaceConfig } from '../../src/engine/space/config';
import { DARTS_V2 } from '../../src/engine/space/darts/genotype';
import { SPACE_TEMPLATES } from '../../src/engine/space/json/templates';
import { NASNET_A } from '../../src/engine/space/nasnet/genotype';
import type { BuildOptions, ProfileId, SearchSpace } from '../../src/engine/space/types';
import type { TrainOptions } from '../../src/engine/train';

/** One child of each space of cells: the published ones where there are such. */
export const SPACE_CHILDREN: readonly { readonly space: string; readonly text: string }[] = [
  { space: 'darts', text: DARTS_V2 },
  {
    space: 'nats-bench',
    text: '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|',
  },
  {
    space: 'enas-micro',
    text: 'normal=sep3~0+sep3~0|sep3~1+max3~2|sep3~1+avg3~2|max3~1+sep3~0;reduction=identity~0+sep5~1|sep3~2+identity~0|sep3~2+max3~3|max3~2+sep5~1',
  },
  {
    space: 'enas-macro',
    text: 'conv3,sep3:1,conv3:01,max3:100,sep5:0010,conv3:00001,avg3:100001,sep3:0000010,conv3:00000001,sep5:000100000,max3:0000000010,sep3:00000000001',
  },
  { space: 'nasnet', text: NASNET_A },
];

/**
 * Children by hand: cells of A_large whose every block is of use to the output, since those that are drawn may leave most of it unread; a
 * small child of the guide's macro space; learning rates that a few steps can learn with.
 */
const CHOSEN: ReadonlyMap<string, string> = new Map([
  ['a-large', 'conv3~x+sep~prev|conv3~h1+max~h1|sep~h2+conv3~h1|avg~h3+conv3~h2|sep~h4+identity~h3'],
  ['a-large?blocks=2', 'conv3~x+sep~prev|conv5~h1+max~x'],
  ['guide-macro', 'conv3x3@32|conv3x3@64|maxpool3x3|conv3x3@64&2|conv5x5@64|identity&3|conv3x3@128|avgpool3x3&5'],
  ['training', 'learningRate=0.004,dropout=0.1,batch=32,optimiser=adam,augmentation=shift'],
  ['a-small+training', 'conv3,max @ learningRate=0.02,dropout=0.2,batch=32,optimiser=sgd,augmentation=none'],
]);

/** Options that change which layers a child is made of. */
const VARIANTS = ['a-large?blocks=2', 'layer-wise?skips=no&strides=yes', 'a-small+training'];

/** A child of a space, named by its text. */
export interface SpaceChild {
  readonly space: SpaceConfig;
  /** The space's id, or the template's. */
  readonly name: string;
  readonly text: string;
}

function childOf(name: string, config: SpaceConfig): SpaceChild {
  const known = SPACE_CHILDREN.find(({ space }) => space === name)?.text ?? CHOSEN.get(name);
  const space = openSpace(config);
  return { space: config, name, text: known ?? space.format(sample(space, Rng.fromSeed(1, `a child of ${name}`))) };
}

const isNetworks = (space: SearchSpace): boolean => space.value === undefined;
const inCatalogue = (definition: SpaceConfig['definition']): boolean =>
  SPACES.some((space) => 'definition' in space && space.definition === definition);

/**
 * A child of every space of the catalogue whose points are networks (the published one where there is one, one by hand, or seed 1's), of a few of
 * their variants, and of every template of spaces in JSON: a new space is trained by being listed.
 */
export const EVERY_SPACE_CHILD: readonly SpaceChild[] = [
  ...SPACES.filter(isNetworks).map(({ id }) => childOf(id, { id })),
  ...VARIANTS.map((id) => childOf(id, { id })),
  ...SPACE_TEMPLATES.filter(({ definition }) => !inCatalogue(definition)).map(({ id, definition }) =>
    childOf(`${id}.json`, { id: definitionId(definition), definition }),
  ),
];

/** The lightest profile that a space has. */
export const lightProfile = (space: SearchSpace): ProfileId => (space.profiles.includes('teach') ? 'teach' : 'paper');

/**
 * What trains a child: its network in its space's lightest profile, with the learning rate, optimiser, dropout and augmentation that it
 * chooses, if it does. Batch and epochs stay the caller's, so that every child takes the same steps.
 */
export function childJob(
  { space: config, text }: SpaceChild,
  { input, classes }: Pick<BuildOptions, 'input' | 'classes'>,
  { epochs, batch, learningRate, seed }: Pick<TrainOptions, 'epochs' | 'batch' | 'learningRate' | 'seed'>,
): { readonly graph: NetworkGraph; readonly options: TrainOptions } {
  const space = openSpace(config);
  const genotype = space.parse(text);
  const profile = lightProfile(space);
  const { init, normalise } = PROFILES[profile].training;
  const choices = space.training?.(genotype) ?? {};
  const options = { ...withChoices({ batch, learningRate, init, normalise }, choices), batch, epochs, seed };
  return { graph: withDropout(space.build(genotype, { profile, input, classes }), choices.dropout), options };
}

export function spaceChild(
  { space: id, text }: { readonly space: string; readonly text: string },
  options: BuildOptions,
): NetworkGraph {
  const space = spaceById(id);
  return space.build(space.parse(text), options);
}

/** Multinomial logistic regression on the pixels: what a child has to beat. */
export function linearClassifier({ input, classes }: Pick<BuildOptions, 'input' | 'classes'>): NetworkGraph {
  const builder = new GraphBuilder();
  return builder.build(
    builder.chain('head', builder.input(input), [
      ['head.flatten', ops.flatten],
      ['head.logits', ops.dense(classes)],
    ]),
  );
}
