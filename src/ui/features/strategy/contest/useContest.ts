import { useEffect, useState } from 'react';
import type { PlainError } from '../../../../engine/core/errors';
import { spaceById } from '../../../../engine/space/catalogue';
import { openInstant } from '../../../../worker/instantClient';
import { CONTESTANTS, type Contestant, type ContestBudget, contestConfig } from './contest';

export interface Tried {
  readonly arch: string;
  readonly x: number;
  readonly y: number;
  readonly reward: number;
}

export interface Contest {
  /** As far as they are computed, in the order of trials. */
  readonly tried: Readonly<Record<Contestant, readonly Tried[]>>;
  readonly error: PlainError | null;
  readonly isComputing: boolean;
}

const NOTHING: Contest = { tried: { grid: [], random: [], bayesian: [] }, error: null, isComputing: true };

/** Computes the three runs in workers, which end with the component or with other settings. */
export function useContest(space: string, budget: ContestBudget, seed: number): Contest {
  const [contest, setContest] = useState(NOTHING);
  useEffect(() => {
    setContest(NOTHING);
    const instant = openInstant(new URL('.', location.href).href);
    const problem = spaceById(space);
    const runs = CONTESTANTS.map((contestant) =>
      instant.run({
        config: contestConfig(contestant, space, budget, seed),
        onChunk: (_, { trials, error }) => {
          const added = [...trials.archs].map((name, i): Tried => {
            const arch = trials.names[name] ?? '';
            const [x = Number.NaN, y = Number.NaN] = problem.parse(arch).choices;
            return { arch, x, y, reward: trials.rewards[i] ?? Number.NaN };
          });
          setContest((held) => ({
            ...held,
            error: error ?? held.error,
            tried: { ...held.tried, [contestant]: [...held.tried[contestant], ...added] },
          }));
        },
      }),
    );
    let isLeft = false;
    for (const run of runs) {
      void run.done.then((outcome) => {
        if (!isLeft && outcome.kind === 'failed') setContest((held) => ({ ...held, error: outcome.error }));
      });
    }
    void Promise.all(runs.map(({ done }) => done)).then(() => {
      if (!isLeft) setContest((held) => ({ ...held, isComputing: false }));
    });
    return () => {
      isLeft = true;
      instant.dispose();
    };
  }, [space, budget, seed]);
  return contest;
}
