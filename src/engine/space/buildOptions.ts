import { LabError } from '../core/errors';
import { suggestName } from '../core/nearestName';
import type { BuildOptions, SearchSpace } from './types';

const LARGEST_SIDE = 4096;

/**
 * Checks what a child is built for: a profile of the space, an image [height, width, channels] of at least
 * minSide × minSide, at least two classes. LabError 'space' with the value.
 */
export function checkBuildOptions(space: SearchSpace, options: BuildOptions, minSide: number): void {
  if (!space.profiles.includes(options.profile)) {
    throw new LabError(
      'space',
      `${space.id}: there is no profile '${options.profile}' in this space.`,
      suggestName(options.profile, space.profiles),
    );
  }
  const text = `[${options.input.join(', ')}]`;
  if (options.input.length !== 3) {
    throw new LabError('space', `${space.id}: input must be [height, width, channels], got ${text}.`, 'Example: 28x28x1.');
  }
  const [height = 0, width = 0, channels = 0] = options.input;
  for (const [name, value] of Object.entries({ height, width })) {
    if (!Number.isInteger(value) || value < minSide || value > LARGEST_SIDE) {
      throw new LabError(
        'space',
        `${space.id}: images of ${text} do not fit: the ${name} must be an integer from ${minSide} to ${LARGEST_SIDE}, got ${value}.`,
        'Use images of a fitting size, or another space.',
      );
    }
  }
  if (!Number.isInteger(channels) || channels < 1 || channels > LARGEST_SIDE) {
    throw new LabError(
      'space',
      `${space.id}: images of ${text} do not fit: the channels must be an integer from 1 to ${LARGEST_SIDE}, got ${channels}.`,
      'Grey images have 1 channel, colour images 3.',
    );
  }
  if (!Number.isInteger(options.classes) || options.classes < 2 || options.classes > 65_536) {
    throw new LabError(
      'space',
      `${space.id}: classes must be an integer from 2 to 65536, got ${options.classes}.`,
      'Give the number of labels of the data set.',
    );
  }
}
