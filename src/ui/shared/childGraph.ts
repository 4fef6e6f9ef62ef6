import { type PlainError, toPlainError } from '../../engine/core/errors';
import type { TableFile } from '../../engine/estimate/tableFile';
import { countGraph } from '../../engine/graph/count';
import type { GraphCount, NetworkGraph } from '../../engine/graph/types';
import type { RunConfig } from '../../engine/run/config';
import { openSpace, profileById } from '../../engine/space';

export type CountedChild =
  | { readonly ok: true; readonly graph: NetworkGraph; readonly count: GraphCount }
  | { readonly ok: false; readonly error: PlainError };

const cache = new Map<string, CountedChild>();

/** Image size by the name of a data set: CIFAR's are 32×32 in colour, all others of the lab 28×28 in grey. */
function inputOf(data: string): readonly [number, number, number] {
  return /cifar/i.test(data) ? [32, 32, 3] : [28, 28, 1];
}

/**
 * The network of a child as this run builds it, counted layer by layer; remembered by arch and profile. Null while the
 * table, which names the profile, has not arrived.
 */
export function countedChild(arch: string, config: RunConfig, table: TableFile | null): CountedChild | null {
  const { estimator } = config;
  if (estimator.id === 'table' && table === null) return null;
  const profile = 'data' in estimator ? estimator.profile : (table?.profile ?? '');
  const data = 'data' in estimator ? estimator.data : (table?.provenance.data ?? '');
  const classes = table?.classes ?? 10;
  const key = `${config.space.id}|${arch}|${profile}|${inputOf(data).join()}|${classes}`;
  const held = cache.get(key);
  if (held !== undefined) return held;
  let counted: CountedChild;
  try {
    const space = openSpace(config.space);
    const options = { profile: profileById(profile).id, input: inputOf(data), classes };
    const graph = space.build(space.parse(arch), options);
    counted = { ok: true, graph, count: countGraph(graph) };
  } catch (thrown) {
    counted = { ok: false, error: toPlainError(thrown) };
  }
  cache.set(key, counted);
  return counted;
}
