/** One choice: the option's index for a categorical decision, the value itself for an int or a float. */
export type Choice = number;

/** The choices taken, in order. */
export interface Genotype {
  /** The space's id, its options included: 'a-small', 'a-large?blocks=3'. */
  readonly space: string;
  readonly choices: readonly Choice[];
}

/**
 * A stretch of training and what it went on from; a chain of them, newest first, is all that a child's weights depend on besides
 * the data and the seed. Where the genotypes of two links differ in their network, the weights are carried over by a function-preserving
 * change; where they differ in training hyperparameters alone, as they are.
 */
export interface TrainingSpan {
  readonly genotype: Genotype;
  /** Epochs of this stretch alone. */
  readonly epochs: number;
  /** Null: from initial weights. */
  readonly from: TrainingSpan | null;
}
