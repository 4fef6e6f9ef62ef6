import type { Shape } from '../../../engine/core/shape';

/** Images that children of a space are built for. */
export type ImageName = '28x28x1' | '32x32x3';

export const IMAGES: readonly { readonly id: ImageName; readonly title: string }[] = [
  { id: '28x28x1', title: '28×28 grey (MNIST, digits)' },
  { id: '32x32x3', title: '32×32 colour (CIFAR-10)' },
];

/** The same object each time. */
export const SHAPES: Readonly<Record<ImageName, Shape>> = { '28x28x1': [28, 28, 1], '32x32x3': [32, 32, 3] };
