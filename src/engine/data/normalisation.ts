import type { Normalisation } from './types';

/**
 * Mean and standard deviation of the training pixels of published sets, scaled to 0..1, by channel. CIFAR-10: over all 50,000 images,
 * to the digits that are commonly given (docs/estimators.md says how far data_batch_1 alone agrees). Fashion-MNIST: over all 60,000.
 */
const CIFAR10: Normalisation = { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] };
const FASHION_MNIST: Normalisation = { mean: 0.286, std: 0.353 };

/**
 * How the pixels of a data set, by its id, become numbers: its own mean and deviation where they are known. MNIST, the procedural digits
 * (which are drawn to be alike) and sets of unknown origin have the profile's, which are MNIST's.
 */
export function normalisationOf(dataset: string, ofProfile: Normalisation): Normalisation {
  switch (dataset) {
    case 'cifar10':
    case 'cifar10-batches':
      return CIFAR10;
    case 'fashion-mnist':
      return FASHION_MNIST;
    default:
      return ofProfile;
  }
}
