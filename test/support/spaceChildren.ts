import { ops } from '../../src/engine/graph';
import { GraphBuilder } from '../../src/engine/graph/builder';
import type { NetworkGraph } from '../../src/engine/graph/types';
import { spaceById } from '../../src/engine/space';
import { DARTS_V2 } from '../../src/engine/space/darts/genotype';
import { NASNET_A } from '../../src/engine/space/nasnet/genotype';
import type { BuildOptions } from '../../src/engine/space/types';

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
