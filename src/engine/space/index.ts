export { A_SMALL_OPS, type ASmallOp } from './aSmall/ops';
export { aSmall } from './aSmall/space';
export { openSpace, SPACE_ENTRIES, SPACES, spaceById } from './catalogue';
export { enumerate, genotypeHash, genotypeKey, optionAt, optionCount, sample, sizeOf, validateGenotype } from './genotype';
export { isProfileId, PROFILES, profileById } from './profiles';
export * from './types';
