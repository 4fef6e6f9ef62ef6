import { z } from 'zod';
import { count } from '../../core/schema';

export const morphismSchema = z.strictObject({
  id: z.literal('morphism'),
  /** The current network, trained on, and changes of it: so many together. */
  childrenPerEpisode: count(512),
  /** Epochs of the first network. */
  startEpochs: count(1000),
  /** Epochs of each child after its change. */
  epochs: count(1000),
});

export type MorphismConfig = z.infer<typeof morphismSchema>;

/** Elsken et al. train 8 neighbours (their table 1), 17 epochs each after 20 of the first; here as far as a lab's children need. */
export const MORPHISM_DEFAULTS: MorphismConfig = { id: 'morphism', childrenPerEpisode: 8, startEpochs: 3, epochs: 1 };
