import { type PlainError, toPlainError } from '../../engine/core/errors';
import type { TableFile } from '../../engine/estimate/tableFile';
import { countGraph } from '../../engine/graph/count';
import type { GraphCount, NetworkGraph } from '../../engine/graph/types';
import type { RunConfig } from '../../engine/run/config';
import { profileById } from '../../engine/space/profiles';
import { openedSpace } from './spaces';

export type CountedChild =
  | { readonly ok: true; readonly graph: NetworkGraph; readonly count: GraphCount }
  | { readonly ok: false; readonly error: PlainError };

const cache = new Map<string, CountedChild>();
/** Networks that are kept: large spaces have more children than a page has memory. */
const MOST_KEPT = 200;

const GREY = [28, 28, 1] as const;
const COLOUR = [32, 32, 3] as const;

/** Image size of a run: what an invented landscape says, else by the name of its data set: CIFAR's are 32×32 in colour. */
function inputOf({ estimator }: RunConfig, table: TableFile | null): readonly [number, number, number] {
  if (estimator.id === 'synthetic') return estimator.image === '32x32x3' ? COLOUR : GREY;
  const data = 'data' in estimator ? estimator.data : (table?.provenance.data ?? '');
  return /cifar/i.test(data) ? COLOUR : GREY;
}

/**
 * The network of a child as this run builds it, counted layer by layer; remembered by arch and profile. Null while the
 * table, which names the profile, has not arrived.
 */
export function countedChild(arch: string, config: RunConfig, table: TableFile | null): CountedChild | null {
  const { estimator } = config;
  if (estimator.id === 'table' && table === null) return null;
  const profile = estimator.id === 'table' ? (table?.profile ?? '') : estimator.profile;
  const input = inputOf(config, table);
  const classes = table?.classes ?? 10;
  const key = `${config.space.id}|${arch}|${profile}|${input.join()}|${classes}`;
  const held = cache.get(key);
  if (held !== undefined) return held;
  let counted: CountedChild;
  try {
    const space = openedSpace(config.space);
    const options = { profile: profileById(profile).id, input, classes };
    const graph = space.build(space.parse(arch), options);
    counted = { ok: true, graph, count: countGraph(graph) };
  } catch (thrown) {
    counted = { ok: false, error: toPlainError(thrown) };
  }
  if (cache.size >= MOST_KEPT) cache.clear();
  cache.set(key, counted);
  return counted;
}
