import { z } from 'zod';
import type { Genotype, SearchSpace } from '../../space/types';
import type { Draft } from '../batchStrategy';

export const metSchema = z.array(z.string()).default([]);

/** The genotypes that a population has met, so that a child of them can be drawn anew. */
export class Met {
  private texts: Set<string>;

  constructor(
    private readonly space: SearchSpace,
    texts: readonly string[] = [],
  ) {
    this.texts = new Set(texts);
  }

  add(genotype: Genotype): void {
    this.texts.add(this.space.format(genotype));
  }

  /** In the order in which they were met. */
  list(): string[] {
    return [...this.texts];
  }

  /**
   * `count` children, each drawn anew up to `redraws` times while it was met or is in the batch already; the last draw stands, so that a space that is
   * known to its end can be searched on.
   */
  batch(count: number, redraws: number, draw: () => Draft): Draft[] {
    const taken = new Set<string>();
    const { size } = this.space;
    const isFresh = (text: string): boolean => !this.texts.has(text) && !taken.has(text);
    const anyFresh = (): boolean => size === null || BigInt(this.texts.size + taken.size) < size;
    return Array.from({ length: count }, () => {
      let draft = draw();
      let text = this.space.format(draft.genotype);
      for (let again = 0; again < redraws && !isFresh(text) && anyFresh(); again += 1) {
        draft = draw();
        text = this.space.format(draft.genotype);
      }
      if (isFresh(text)) taken.add(text);
      return draft;
    });
  }
}
