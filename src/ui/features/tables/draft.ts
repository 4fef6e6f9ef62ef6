import { MOST_CELLS, type TableJob, tableJobSchema } from '../../../engine/estimate/tableJob';
import { SPACE_ENTRIES } from '../../../engine/space/catalogue';
import { spaceId } from '../../../engine/space/spaceId';
import type { SearchSpace, SpaceEntry } from '../../../engine/space/types';
import { openSpace } from '../../shared/allSpaces';
import { type ImageChoice, jobFaults, trainingOn } from '../../shared/measuring/images';

/** A job with the profile's own numbers, as far as there are images for them. */
export function jobFor(space: SearchSpace, images: ImageChoice, profile: string, seeds: number): TableJob {
  return { space: space.id, seeds, training: trainingOn(images, profile) };
}

/** One sentence for each value that is not allowed, by its key; 'seeds' among them. */
export function faultsOf(job: TableJob, images: ImageChoice): ReadonlyMap<string, string> {
  return jobFaults(tableJobSchema.safeParse(job).error, job.training, images);
}

/** A space as its entry opens it, with its standard options but for one. */
function variantsOf(entry: SpaceEntry): readonly SearchSpace[] {
  const ids = entry.options.flatMap(({ name, values }) => values.map((value) => spaceId(entry, { [name]: value })));
  return [...new Set([entry.id, ...ids])].map((id) => openSpace({ id }));
}

const isMeasurable = ({ profiles, value, size }: SearchSpace): boolean =>
  profiles.length > 0 && value === undefined && size !== null && size <= BigInt(MOST_CELLS);

/** Spaces whose every network can be trained in a page: of each entry that has such, the largest. */
export function measurableSpaces(): readonly SearchSpace[] {
  return SPACE_ENTRIES.flatMap((entry) => {
    const small = variantsOf(entry).filter(isMeasurable);
    return small.length === 0 ? [] : [small.reduce((most, one) => ((one.size ?? 0n) > (most.size ?? 0n) ? one : most))];
  });
}

/** 'A_large, blocks 1: 256 networks'. */
export function spaceText({ id, title, size }: SearchSpace): string {
  const options = id.split('?')[1]?.replaceAll('=', ' ').replaceAll('&', ', ');
  return `${title.split(':')[0] ?? id}${options === undefined ? '' : `, ${options}`}: ${Number(size).toLocaleString('en')} networks`;
}
