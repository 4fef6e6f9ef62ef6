import { exp } from '../core/exactMath';
import type { LossOptions, LossReport } from './types';

/**
 * The loss of a mini-batch, for descent, with an entropy bonus:
 *   loss = policyLoss - entropyCoefficient * entropy
 *   PPO:       policyLoss = -mean(min(rho * A, clip(rho, 1 - eps, 1 + eps) * A)),  rho = exp(logProb - oldLogProb)
 *   REINFORCE: policyLoss = -mean(logProb * A)
 *   Fault 1b ('missing-minus'): policyLoss without its minus sign.
 * logProbs, oldLogProbs, advantages: [batch]; natural log, summed over a genotype's decisions. entropy: mean over the
 * batch of the sum of its decisions' entropies, nats.
 * slopes: [batch], receives d policyLoss / d logProb; PPO: -rho A / batch where the first term is the smaller one, else 0
 * (there the clipped ratio is a constant). Schulman et al. 2017, eq. 7; Williams 1992.
 */
export function policyObjective(
  logProbs: ArrayLike<number>,
  oldLogProbs: ArrayLike<number>,
  advantages: ArrayLike<number>,
  entropy: number,
  { update = 'ppo', clip, entropyCoefficient, faults = [] }: LossOptions,
  slopes: Float64Array,
): LossReport {
  const batch = logProbs.length;
  const sign = faults.includes('missing-minus') ? 1 : -1;
  let gain = 0;
  let kl = 0;
  let clipped = 0;
  for (let s = 0; s < batch; s += 1) {
    const logProb = logProbs[s] as number;
    const logRatio = logProb - (oldLogProbs[s] as number);
    const ratio = exp(logRatio);
    const advantage = advantages[s] as number;
    if (update === 'ppo') {
      const free = ratio * advantage;
      const held = Math.min(Math.max(ratio, 1 - clip), 1 + clip) * advantage;
      gain += Math.min(free, held);
      slopes[s] = free <= held ? (sign * free) / batch : 0;
      if (Math.abs(ratio - 1) > clip) clipped += 1;
    } else {
      gain += logProb * advantage;
      slopes[s] = (sign * advantage) / batch;
    }
    kl += ratio - 1 - logRatio;
  }
  const policyLoss = (sign * gain) / batch;
  return {
    loss: policyLoss - entropyCoefficient * entropy,
    policyLoss,
    entropy,
    kl: kl / batch,
    clipFraction: clipped / batch,
  };
}
