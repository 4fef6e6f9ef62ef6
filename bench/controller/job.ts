import type { PpoConfig } from '../../src/engine/controller/config';
import { policyLayout } from '../../src/engine/controller/layout';
import { openPolicy } from '../../src/engine/controller/openPolicy';
import { encodePolicyState } from '../../src/engine/controller/state';
import { openStrategy } from '../../src/engine/search/catalogue';
import { PAPER_PPO } from '../../src/engine/search/metadata';
import type { SearchSpace } from '../../src/engine/space/types';
import type { BackendAssets } from '../../src/engine/tensor';
import type { Contender } from '../support/types';
import { type ControllerCase, rewardOf, SETTING, WITNESS_STEPS, witnessAction, witnessAdvantage, witnessWeight } from './cases';

const SEED = 1;

/** The case's decisions as a space, of which nothing is ever built. */
function spaceOf({ name, options }: ControllerCase): SearchSpace {
  return {
    id: 'bench',
    title: name,
    source: 'this bench',
    size: null,
    profiles: [],
    next: ({ length }) => {
      const count = options[length];
      if (count === undefined) return null;
      return { kind: 'categorical', name: `decision ${length}`, options: Array.from({ length: count }, (_, k) => `${k}`) };
    },
    format: ({ choices }) => choices.join(),
    parse: (text) => ({ space: 'bench', choices: text.split(',').map(Number) }),
    build: () => {
      throw new RangeError('the bench builds no children');
    },
  };
}

export interface ControllerContenderOptions {
  readonly engine: string;
  readonly compute: PpoConfig['compute'];
  readonly case: ControllerCase;
  /** Episodes of one measurement. */
  readonly episodes: number;
  readonly assets: () => Promise<BackendAssets>;
  readonly now: () => number;
}

/** Runs whole episodes (sample, then update, then read the policy) without children to train; measures episodes per second. */
export async function openControllerContender(options: ControllerContenderOptions): Promise<Contender> {
  const { engine, compute, case: of, episodes, assets, now } = options;
  const config: PpoConfig = { ...PAPER_PPO, input: of.input, compute };
  const strategy = await openStrategy(config, { space: spaceOf(of), seed: SEED, tensorAssets: assets });
  return {
    engine,
    witness: () => witness(config, of, assets),
    async measure() {
      const started = now();
      for (let i = 0; i < episodes; i += 1) {
        const proposals = await strategy.ask();
        // Reads the policy after its last step, so that every step is done.
        await strategy.tell(proposals.map((proposal) => ({ ...proposal, reward: rewardOf(proposal.genotype.choices) })));
      }
      return (1000 * episodes) / (now() - started);
    },
    close: async () => strategy.dispose(),
  };
}

async function witness(config: PpoConfig, { options }: ControllerCase, assets: () => Promise<BackendAssets>): Promise<number[]> {
  const network = await openPolicy(config, options, SEED, assets);
  const { size } = policyLayout(network.shape);
  const zeros = new Float64Array(size);
  const parameters = Float64Array.from({ length: size }, (_, i) => witnessWeight(i));
  network.restore(encodePolicyState({ parameters, firstMoments: zeros, secondMoments: zeros, steps: 0 }));
  const samples = Array.from({ length: SETTING.batch }, (_, s) => s);
  const actions = samples.map((s) => options.map((count, t) => witnessAction(s, t, count)));
  const oldLogProbs = await network.logProbs(actions, []);
  const batch = { actions, oldLogProbs, advantages: samples.map(witnessAdvantage) };
  for (let k = 0; k < WITNESS_STEPS; k += 1) {
    const loss = { clip: SETTING.clip, entropyCoefficient: SETTING.entropy };
    await network.step(batch, loss, { learningRate: SETTING.learningRate });
  }
  const seen: number[] = [];
  for (let t = 0; t < options.length; t += 1) {
    const [row = []] = await network.conditionals(t, [new Array<number>(t).fill(0)]);
    seen.push(...row);
  }
  network.dispose();
  return seen;
}
