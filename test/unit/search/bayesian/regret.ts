import type { Strategy } from '../../../../src/engine/search/types';
import type { SearchSpace } from '../../../../src/engine/space/types';

/** Least value of a test function after so many evaluations, less its minimum. */
export async function regretOf(strategy: Strategy, { value }: SearchSpace, evaluations: number): Promise<number> {
  if (value === undefined) throw new RangeError('regretOf: no test function');
  let best = Number.POSITIVE_INFINITY;
  for (let done = 0; done < evaluations; ) {
    const proposals = await strategy.ask();
    if (proposals.length === 0) break;
    done += proposals.length;
    await strategy.tell(
      proposals.map((proposal) => {
        const found = value.at(proposal.genotype);
        best = Math.min(best, found);
        return { ...proposal, reward: -found };
      }),
    );
  }
  return best - value.minimum;
}
