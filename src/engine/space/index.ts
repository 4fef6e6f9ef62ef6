export { A_SMALL_OPS, type ASmallOp } from './aSmall/ops';
export { aSmall } from './aSmall/space';
export { openSpace, SPACE_ENTRIES, SPACES, spaceById, spaceFault } from './catalogue';
export {
  choiceText,
  enumerate,
  genotypeHash,
  genotypeKey,
  isChoice,
  optionAt,
  optionCount,
  sample,
  sampleChoice,
  sizeOf,
  validateGenotype,
} from './genotype';
export { isProfileId, PROFILES, profileById } from './profiles';
export * from './types';
