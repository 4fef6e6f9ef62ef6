import { z } from 'zod';
import type { JsonValue } from '../core/json';
import { Rng, type RngState } from '../core/rng';
import { sample } from '../space/genotype';
import type { SearchSpace } from '../space/types';
import type { RandomConfig } from './config';
import { checkObservations, parseState, rngStateSchema } from './restore';
import type { Observation, Proposal, Strategy, StrategyReport } from './types';

const stateSchema = z.strictObject({ version: z.literal(1), trials: z.number().int().min(0), rng: rngStateSchema });

/**
 * Random search: every genotype drawn anew, decision by decision, uniformly and with replacement. It learns nothing; it
 * is what every other strategy has to beat (Bergstra and Bengio 2012; Li and Talwalkar 2019 for architectures).
 */
export class RandomStrategy implements Strategy {
  readonly id = 'random';
  private trials = 0;
  private rng: Rng;
  private asked: { readonly proposals: readonly Proposal[]; readonly before: RngState } | null = null;

  constructor(
    private readonly config: RandomConfig,
    private readonly space: SearchSpace,
    seed: number,
  ) {
    this.rng = Rng.fromSeed(seed, 'random');
  }

  async ask(): Promise<readonly Proposal[]> {
    if (this.asked === null) {
      const before = this.rng.state();
      const proposals = Array.from({ length: this.config.childrenPerEpisode }, (_, i) => ({
        trial: this.trials + i,
        genotype: sample(this.space, this.rng),
      }));
      this.asked = { proposals, before };
    }
    return this.asked.proposals;
  }

  async tell(observations: readonly Observation[]): Promise<StrategyReport> {
    checkObservations(this.asked?.proposals ?? null, observations);
    this.asked = null;
    this.trials += observations.length;
    return { updates: [], baseline: null, advantages: [] };
  }

  policy(): null {
    return null;
  }

  marginals(): null {
    return null;
  }

  state(): JsonValue {
    return { version: 1, trials: this.trials, rng: this.asked?.before ?? this.rng.state() };
  }

  /** Goes on where `state` was taken; throws LabError 'checkpoint'. */
  restore(state: JsonValue): void {
    const { trials, rng } = parseState(stateSchema, state, this.id);
    this.trials = trials;
    this.rng = Rng.fromState(rng);
    this.asked = null;
  }

  dispose(): void {
    this.asked = null;
  }
}
