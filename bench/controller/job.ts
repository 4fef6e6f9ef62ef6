import type { PpoConfig } from '../../src/engine/controller/config';
import { openStrategy } from '../../src/engine/search/catalogue';
import { PAPER_PPO } from '../../src/engine/search/metadata';
import { spaceById } from '../../src/engine/space';
import type { BackendAssets } from '../../src/engine/tensor';
import type { Contender } from '../support/types';

/** The paper's controller on A_small: 100 hidden units, episodes of 20 children, 5 updates of 10. */
export const CONTROLLER_CASE = 'a-small, LSTM 100, 20 children';
const SEED = 1;
const WITNESS_EPISODES = 2;

/** A reward of its own for each cell, the same in every run: [0, 1) from the choices. */
function rewardOf(choices: readonly number[]): number {
  return choices.reduce((sum, choice, i) => sum + (((choice + 1) * (i + 3) * 37) % 101), 0) / 202;
}

export interface ControllerContenderOptions {
  readonly engine: string;
  readonly compute: PpoConfig['compute'];
  /** Episodes of one measurement. */
  readonly episodes: number;
  readonly assets: () => Promise<BackendAssets>;
  readonly now: () => number;
}

/** Runs whole episodes (sample, then update) without children to train; measures episodes per second. */
export async function openControllerContender(options: ControllerContenderOptions): Promise<Contender> {
  const { engine, compute, episodes, assets, now } = options;
  const deps = { space: spaceById('a-small'), seed: SEED, tensorAssets: assets };
  const open = () => openStrategy({ ...PAPER_PPO, compute }, deps);
  const strategy = await open();
  const episode = async (target: typeof strategy): Promise<void> => {
    const proposals = await target.ask();
    await target.tell(proposals.map((proposal) => ({ ...proposal, reward: rewardOf(proposal.genotype.choices) })));
  };
  return {
    engine,
    async witness() {
      const fresh = await open();
      for (let i = 0; i < WITNESS_EPISODES; i += 1) await episode(fresh);
      const probabilities = Array.from(fresh.policy() ?? []);
      fresh.dispose();
      return probabilities;
    },
    async measure() {
      const started = now();
      for (let i = 0; i < episodes; i += 1) await episode(strategy); // reads the policy after its last step, so that every step is done
      return (1000 * episodes) / (now() - started);
    },
    close: async () => strategy.dispose(),
  };
}
