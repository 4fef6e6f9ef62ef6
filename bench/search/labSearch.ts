import { openStrategy } from '../../src/engine/search/catalogue';
import type { StrategyConfig } from '../../src/engine/search/config';
import type { SearchSpace } from '../../src/engine/space/types';

/** The function's values in the order of evaluation, rewards being the values negated. */
export async function search(
  config: StrategyConfig,
  space: SearchSpace & Required<Pick<SearchSpace, 'value'>>,
  seed: number,
  evaluations: number,
): Promise<readonly number[]> {
  const strategy = await openStrategy(config, { space, seed, tensorAssets: async () => ({}) });
  const values: number[] = [];
  while (values.length < evaluations) {
    const proposals = await strategy.ask();
    if (proposals.length === 0) break;
    const told = proposals.map((proposal) => ({ ...proposal, reward: -space.value.at(proposal.genotype) }));
    for (const { reward } of told) values.push(-reward);
    await strategy.tell(told);
  }
  strategy.dispose();
  return values.slice(0, evaluations);
}
