import { expect, it } from 'vitest';
import type { Measurement } from '../../../../src/engine/core/measurement';
import { NSGA2_DEFAULTS } from '../../../../src/engine/search/evolution/config';
import { Nsga2Strategy } from '../../../../src/engine/search/evolution/nsga2';
import { aSmall } from '../../../../src/engine/space/aSmall/space';

const made = (): Nsga2Strategy => new Nsga2Strategy({ ...NSGA2_DEFAULTS, childrenPerEpisode: 12 }, aSmall, 4);

/** Few values of each objective, so that most members are equal to others in one of them. */
const measured = (choices: readonly number[]): Measurement => ({
  arch: '',
  validAccuracy: 0.5,
  testAccuracy: null,
  epochs: [],
  params: { total: (choices[1] ?? 0) % 3, trainable: 0, cells: 0, head: 0 },
  macs: 0,
  memoryBytes: 0,
  latencyMs: null,
  trainMs: null,
  source: 'invented',
});

it('NSGA-II restored after any episode proposes what it would have, members equal in one objective included, seed 4', async () => {
  const strategy = made();
  for (let episode = 0; episode < 25; episode += 1) {
    const restored = made();
    restored.restore(JSON.parse(JSON.stringify(strategy.state())));
    const proposals = await strategy.ask();
    expect(await restored.ask(), `episode ${episode}`).toEqual(proposals);
    await strategy.tell(
      proposals.map((proposal) => {
        const { choices } = proposal.genotype;
        return { ...proposal, reward: ((choices[0] ?? 0) * 3 + (choices[1] ?? 0)) % 5, measurement: measured(choices) };
      }),
    );
  }
});
