import { z } from 'zod';
import type { JsonValue } from '../core/json';
import type { Rng } from '../core/rng';
import { sample } from '../space/genotype';
import type { SearchSpace } from '../space/types';
import { BatchStrategy, type Draft } from './batchStrategy';
import type { RandomConfig } from './config';
import { parseState } from './restore';

/** It remembers nothing. */
const memorySchema = z.null();

/**
 * Random search: every genotype drawn anew, decision by decision, uniformly and with replacement. It learns nothing; it
 * is what every other strategy has to beat (Bergstra and Bengio 2012; Li and Talwalkar 2019 for architectures).
 */
export class RandomStrategy extends BatchStrategy {
  constructor(
    private readonly config: RandomConfig,
    private readonly space: SearchSpace,
    seed: number,
  ) {
    super('random', seed);
  }

  protected propose(rng: Rng): readonly Draft[] {
    return Array.from({ length: this.config.childrenPerEpisode }, () => ({ genotype: sample(this.space, rng) }));
  }

  protected learn(): void {
    // Whatever the rewards are, the next draw is the same.
  }

  protected memory(): JsonValue {
    return null;
  }

  protected recall(memory: JsonValue): void {
    parseState(memorySchema, memory, this.id);
  }
}
