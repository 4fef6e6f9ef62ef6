import { Rng } from '../../../../src/engine/core/rng';
import type { NetworkGraph } from '../../../../src/engine/graph/types';
import { profileById } from '../../../../src/engine/space';
import { SPACES } from '../../../../src/engine/space/catalogue';
import { sample } from '../../../../src/engine/space/genotype';

/** Two children of every space whose points are networks, in its lightest profile: what exports are asked for in earnest. */
export function spaceChildren(): readonly { readonly space: string; readonly arch: string; readonly graph: NetworkGraph }[] {
  return SPACES.filter((space) => space.value === undefined).flatMap((space) => {
    const profile = profileById(space.profiles.includes('teach') ? 'teach' : (space.profiles[0] ?? 'teach'));
    return [1, 2].map((seed) => {
      const genotype = sample(space, Rng.fromSeed(seed, 'exported children'));
      const graph = space.build(genotype, { profile: profile.id, input: [16, 16, 3], classes: 5 });
      return { space: space.id, arch: space.format(genotype), graph };
    });
  });
}
