import { Rng } from '../../engine/core/rng';
import { sample as drawGenotype } from '../../engine/space';
import type { Command } from '../command';
import { seedOf } from '../settings';
import { spaceOfOption } from '../space';

export const sample: Command = {
  name: 'sample',
  summary: 'Random genotypes of a space in canonical text form, one a line.',
  positionals: [],
  options: {
    space: { value: 'text', hint: 'ID|FILE.json', help: 'search space, or a file of one' },
    n: { value: 'text', hint: 'N', help: 'how many, default 10' },
    seed: { value: 'text', hint: 'S', help: 'default 1' },
  },
  async run({ options, terminal }) {
    const space = await spaceOfOption(options.required('space'));
    const n = options.integer('n', 1, 1_000_000) ?? 10;
    const rng = Rng.fromSeed(seedOf(options), 'sample');
    for (let i = 0; i < n; i += 1) {
      const arch = space.format(drawGenotype(space, rng));
      terminal.result({ arch }, arch);
    }
  },
};
