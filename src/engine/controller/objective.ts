import { exp } from '../core/exactMath';
import type { PpoLossOptions, PpoLossReport } from './types';

/**
 * PPO clipped objective, negated for descent, with an entropy bonus:
 *   loss = policyLoss - entropyCoefficient * entropy
 *   policyLoss = -mean(min(rho * A, clip(rho, 1 - eps, 1 + eps) * A)),  rho = exp(logProb - oldLogProb)
 * logProbs, oldLogProbs, advantages: [batch]; natural log, summed over a genotype's decisions. entropy: mean over the
 * batch of the sum of its decisions' entropies, nats.
 * slopes: [batch], receives d policyLoss / d logProb: -rho A / batch where the first term is the smaller one, else 0
 * (there the clipped ratio is a constant). Schulman et al. 2017, eq. 7.
 */
export function ppoObjective(
  logProbs: ArrayLike<number>,
  oldLogProbs: ArrayLike<number>,
  advantages: ArrayLike<number>,
  entropy: number,
  { clip, entropyCoefficient }: PpoLossOptions,
  slopes: Float64Array,
): PpoLossReport {
  const batch = logProbs.length;
  let gain = 0;
  let kl = 0;
  let clipped = 0;
  for (let s = 0; s < batch; s += 1) {
    const logRatio = (logProbs[s] ?? 0) - (oldLogProbs[s] ?? 0);
    const ratio = exp(logRatio);
    const advantage = advantages[s] ?? 0;
    const free = ratio * advantage;
    const held = Math.min(Math.max(ratio, 1 - clip), 1 + clip) * advantage;
    gain += Math.min(free, held);
    slopes[s] = free <= held ? -free / batch : 0;
    kl += ratio - 1 - logRatio;
    if (Math.abs(ratio - 1) > clip) clipped += 1;
  }
  const policyLoss = -gain / batch;
  return {
    loss: policyLoss - entropyCoefficient * entropy,
    policyLoss,
    entropy,
    kl: kl / batch,
    clipFraction: clipped / batch,
  };
}
