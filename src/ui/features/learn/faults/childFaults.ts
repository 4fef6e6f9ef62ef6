import type { RunConfig } from '../../../../engine/run/config';
import { digits } from '../../../../engine/run/presets';

/** A fault of the printed child: nothing of the controller, so no curve over a recorded table can show it. */
export interface ChildFault {
  readonly number: string;
  readonly title: string;
  readonly what: string;
  readonly effect: string;
  readonly formula: string;
  readonly broken: string;
  /** Whether profile 'as-published' builds or trains children with it. */
  readonly inProfile: boolean;
}

export const CHILD_FAULTS: readonly ChildFault[] = [
  {
    number: '6',
    title: 'Adam made anew for every batch',
    what: 'The child’s optimiser is built inside the loop over batches, so its moments are lost after each step.',
    effect: 'Without memory Adam’s step is the learning rate times the sign of the gradient, however small the gradient is.',
    formula: 'm ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²;  θ ← θ − η m̂ / √v̂',
    broken: 'm = v = 0 before each batch, so θ ← θ − η sign(g)',
    inProfile: false,
  },
  {
    number: '7',
    title: 'Validation images from the test set',
    what: 'The 6,000 images that children are rewarded for are the first 6,000 of the 10,000 they are later judged by.',
    effect: 'The test accuracy of the best child is then chosen for, not measured.',
    formula: 'valid ∩ test = ∅',
    broken: 'valid = test[0 … 5,999]',
    inProfile: false,
  },
  {
    number: '9',
    title: 'Operations that are never trained',
    what: 'The large network builds its operations while it computes, after its optimiser has taken down what is to be trained.',
    effect: 'They keep their first random weights, which is enough to explain its 41 %.',
    formula: 'θ = (θ of the cells, θ of the head)',
    broken: 'θ = θ of the head;  the cells’ weights are drawn in the forward pass',
    inProfile: false,
  },
  {
    number: 'padding',
    title: 'Padding of 1 whatever the kernel',
    what: 'The text says that every operation keeps height and width; the printed code pads every convolution by 1.',
    effect:
      'A 5×5 convolution takes 2 from each side’s length and a 7×7 takes 4, so the cells differ in more than their operations.',
    formula: 'padding = (k − 1) / 2',
    broken: 'padding = 1;  size ← size + 3 − k',
    inProfile: true,
  },
  {
    number: 'sep',
    title: 'Separable convolution twice',
    what: 'The text’s separable convolution is one depthwise and one pointwise; the printed one is two of them, with batch norm.',
    effect: 'It is another operation, deeper than any other in the list, and normalised where the others are not.',
    formula: 'sep = ReLU(pointwise(depthwise₃ₓ₃(x)) + b)',
    broken: 'sep = twice: ReLU, depthwise, pointwise, batch norm',
    inProfile: true,
  },
  {
    number: 'pools',
    title: 'Pools of 3×3 with ReLU',
    what: 'The text pools 2×2; the printed code pools 3×3 with ReLU after it.',
    effect: 'After ReLU the pool’s ReLU changes nothing, but the window sees more than twice as many pixels.',
    formula: 'max₂ₓ₂(x)',
    broken: 'ReLU(max₃ₓ₃(x))',
    inProfile: true,
  },
];

/** Children of the printed code's profile, trained on the procedural digits: nothing to download. */
export function publishedChildren(): RunConfig {
  const config = digits();
  if (config.estimator.id !== 'train') throw new RangeError('publishedChildren: the digits are trained');
  return {
    ...config,
    title: 'Procedural digits, children as published',
    estimator: { ...config.estimator, profile: 'as-published' },
  };
}
