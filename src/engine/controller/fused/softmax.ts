import { exp, log } from '../../core/exactMath';

/**
 * probs = softmax(logits), logProbs = log softmax(logits), shifted by the largest logit; logProbs holds the logits on
 * entry. Returns the entropy -sum(p log p) in nats.
 */
export function softmaxInPlace(logProbs: Float64Array, probs: Float64Array): number {
  const count = probs.length;
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count; k += 1) largest = Math.max(largest, logProbs[k] as number);
  let sum = 0;
  for (let k = 0; k < count; k += 1) sum += exp((logProbs[k] as number) - largest);
  const logSum = largest + log(sum);
  let entropy = 0;
  for (let k = 0; k < count; k += 1) {
    const logProb = (logProbs[k] as number) - logSum;
    const prob = exp(logProb);
    logProbs[k] = logProb;
    probs[k] = prob;
    if (prob > 0) entropy -= prob * logProb;
  }
  return entropy;
}
