/** What a surrogate believes of a place, in standardised rewards. */
export interface Prediction {
  readonly mean: number;
  /** Of the function, without noise. */
  readonly std: number;
}

/** A model of the reward over encoded genotypes, fitted to standardised rewards. */
export interface Surrogate {
  predict(vector: ArrayLike<number>): Prediction;
  /** The largest mean over the points it was fitted to: what has to be improved on. */
  bestMean(): number;
}
