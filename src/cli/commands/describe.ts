import { countGraph } from '../../engine/graph';
import type { Command } from '../command';
import { inputOf, profileOf } from '../settings';
import { spaceOfOption } from '../space';
import { columns } from '../terminal';

export const describe: Command = {
  name: 'describe',
  summary: 'The child network of a genotype: its layers, parameters, multiply-accumulates and activation memory.',
  positionals: [],
  options: {
    space: { value: 'text', hint: 'ID|FILE.json', help: 'search space, or a file of one' },
    arch: { value: 'text', hint: 'TEXT', help: "genotype in its canonical form, e.g. 'conv3,max'" },
    profile: { value: 'text', hint: 'P', help: 'how the child is built; default: teach where the space has it' },
    input: { value: 'text', hint: '28x28x1', help: 'image height x width x channels' },
    classes: { value: 'text', hint: 'N', help: 'number of classes, default 10' },
  },
  async run({ options, terminal }) {
    const space = await spaceOfOption(options.required('space'));
    const genotype = space.parse(options.required('arch'));
    const profile = profileOf(options.text('profile'), space);
    const input = inputOf(options.text('input') ?? '28x28x1');
    const classes = options.integer('classes', 2, 65_536) ?? 10;
    const graph = space.build(genotype, { profile: profile.id, input, classes });
    const count = countGraph(graph);
    const arch = space.format(genotype);
    const layers = count.layers.map(({ id, kind, inputs, outputShape, params, macs }) => ({
      // The name that `inputs` of other layers mean; the title is for people.
      name: id,
      op: kind,
      inputs: [...inputs],
      outputShape: [...outputShape],
      params,
      macs,
    }));
    const rows = count.layers.map((layer) => [
      layer.id,
      layer.name,
      layer.outputShape.join('x'),
      layer.params.toLocaleString('en'),
      layer.macs.toLocaleString('en'),
    ]);
    const { params } = count;
    const text = [
      `${arch} in ${space.title}, profile ${profile.id}, input ${input.join('x')}, ${classes} classes`,
      '',
      columns([['layer', 'op', 'output', 'params', 'MACs'], ...rows], [false, false, true, true, true]),
      '',
      `params  ${params.total.toLocaleString('en')} (trainable ${params.trainable.toLocaleString('en')}, cells ${params.cells.toLocaleString('en')}, head ${params.head.toLocaleString('en')})`,
      `MACs    ${count.macs.toLocaleString('en')} an image`,
      `memory  ${count.memoryBytes.toLocaleString('en')} bytes of activations an image`,
    ].join('\n');
    const tokens = arch.split(',');
    terminal.result({ arch, tokens, params: { ...params }, macs: count.macs, memoryBytes: count.memoryBytes, layers }, text);
  },
};
