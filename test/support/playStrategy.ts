import type { ControllerConfig } from '../../src/engine/controller/config';
import type { TensorAssets } from '../../src/engine/controller/openPolicy';
import { openStrategy } from '../../src/engine/search/catalogue';
import type { Observation } from '../../src/engine/search/types';
import { aSmall } from '../../src/engine/space/aSmall/space';

export interface Played {
  readonly archs: readonly string[];
  /** Loss and entropy of each update, in order. */
  readonly losses: readonly number[];
  /** Joint policy at the end, [64]. */
  readonly policy: readonly number[];
}

/** Episodes of a controller's search in A_small from seed 1, rewarded by a rule that has <sep,conv7> as its best. */
export async function playStrategy(config: ControllerConfig, episodes: number, tensorAssets: TensorAssets): Promise<Played> {
  const strategy = await openStrategy(config, { space: aSmall, seed: 1, tensorAssets });
  const archs: string[] = [];
  const losses: number[] = [];
  for (let e = 0; e < episodes; e += 1) {
    const told = (await strategy.ask()).map((proposal): Observation => {
      const [first = 0, second = 0] = proposal.genotype.choices;
      return { ...proposal, reward: first === 7 && second === 3 ? 1 : 0.1 * first - 0.05 * second };
    });
    archs.push(...told.map(({ genotype }) => aSmall.format(genotype)));
    losses.push(...(await strategy.tell(told)).updates.flatMap(({ loss, entropy }) => [loss, entropy]));
  }
  const policy = Array.from(strategy.policy() ?? []);
  strategy.dispose();
  return { archs, losses, policy };
}
