import { expect, it } from 'vitest';
import { toChannelsFirst, toChannelsLast, toInOutLast, toOutInFirst } from '../../../bench/jax/layout';

const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => i);

it('moves channels of images before their pixels, and back', () => {
  // Two images of 1x2 pixels with 3 channels.
  const images = numbers(12);
  const moved = toChannelsFirst(images, [1, 2, 3]);
  expect([...moved]).toEqual([0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11]);
  expect([...toChannelsLast(moved, [1, 2, 3])]).toEqual([...images]);
});

it('moves the outputs and inputs of a filter before its cells, and back', () => {
  // 1x2 cells, 2 inputs, 3 outputs: value 6 cell + 3 input + output.
  const filter = numbers(12);
  const moved = toOutInFirst(filter, [1, 2, 2, 3]);
  expect([...moved]).toEqual([0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11]);
  expect([...toInOutLast(moved, [1, 2, 2, 3])]).toEqual([...filter]);
});
