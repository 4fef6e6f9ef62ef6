import { exp, log } from '../../core/exactMath';
import { logImprovement, logNormalCdf } from './normal';
import type { Prediction } from './surrogate';

export type AcquisitionName = 'ei' | 'pi' | 'ucb';

export interface AcquisitionSettings {
  readonly acquisition: AcquisitionName;
  /** Improvement that is asked for, in standardised rewards: of EI and PI. */
  readonly xi: number;
  /** Standard deviations above the mean: of UCB. */
  readonly kappa: number;
}

/** Below this a prediction is certain. */
const CERTAIN = 1e-9;

/**
 * What is maximised, for a reward to be maximised with incumbent f:   z = (mean - f - xi) / std,
 *   EI:  log(std (phi(z) + z Phi(z)))     Jones et al. 1998, eq. 15
 *   PI:  log Phi(z)                        Kushner 1964
 *   UCB: mean + kappa std                  Srinivas et al. 2010, eq. 6
 * EI and PI by their logarithms, which order places where the values themselves are all 0 (Ament et al. 2023).
 */
export function acquisitionScore(
  { acquisition, xi, kappa }: AcquisitionSettings,
  { mean, std }: Prediction,
  best: number,
): number {
  if (acquisition === 'ucb') return mean + kappa * std;
  const gain = mean - best - xi;
  // A certain place: nothing to hope for but what is known. Worse than all others where that is no gain.
  if (std < CERTAIN) {
    if (acquisition === 'pi') return gain > 0 ? 0 : -1e300;
    return gain > 0 ? log(gain) : -1e300;
  }
  const z = gain / std;
  return acquisition === 'ei' ? log(std) + logImprovement(z) : logNormalCdf(z);
}

/** The acquisition itself from its score: EI and UCB in rewards (scale: standard deviation, offset: mean of the rewards), PI as a probability. */
export function acquisitionValue(name: AcquisitionName, score: number, scale: number, offset: number): number {
  if (name === 'ucb') return offset + scale * score;
  return name === 'ei' ? scale * exp(score) : exp(score);
}
