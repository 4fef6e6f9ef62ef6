import type { LayerOp, NetworkGraph } from '../../graph/types';
import type { SpaceWarning } from './types';

/** Per decision: its options, and children that differ in it alone. */
export type Operations = Map<
  string,
  {
    readonly options: readonly string[];
    readonly seen: readonly { readonly option: string; readonly graph: NetworkGraph; readonly against: NetworkGraph }[];
  }
>;

/** What a layer does, numbers of filters and units aside; null for what is no operation of a cell. */
function operation(op: LayerOp): string | null {
  switch (op.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
      return `${op.kind} ${op.kernel.join('x')} ${op.dilation.join('x')}`;
    case 'maxPool':
    case 'avgPool':
      return `${op.kind} ${op.size.join('x')}`;
    case 'identity':
    case 'zero':
    case 'dense':
      return op.kind;
    default:
      return null;
  }
}

function tally(graph: NetworkGraph): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { op } of graph.layers) {
    const name = operation(op);
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** More windows of the one than of the other. */
function gains(a: NetworkGraph, b: NetworkGraph): boolean {
  const other = tally(b);
  return [...tally(a)].some(([name, n]) => name !== 'identity' && name !== 'zero' && n > (other.get(name) ?? 0));
}

const IDENTITY = /^(identity|skip|none|off|zero)|skip[-_ ]?connect|identity/i;

/**
 * Operation decisions are those whose options bring other kinds of windows. Over all of them: fewer than three options, or none that
 * keeps its input, by its name or by never bringing a window that the other option lacks.
 */
export function operationWarnings(operations: Operations): readonly SpaceWarning[] {
  const chosen = [...operations].filter(([, { options, seen }]) => {
    const numeric = options.every((option) => Number.isFinite(Number(option)));
    return !numeric && seen.some(({ graph, against }) => gains(graph, against));
  });
  if (chosen.length === 0) return [];
  const names = new Set(chosen.flatMap(([, { options }]) => options));
  const warnings: SpaceWarning[] = [];
  const where = chosen.length === 1 ? (chosen[0]?.[0] ?? '') : '';
  if (names.size < 3) {
    warnings.push({
      code: 'few-operations',
      path: where,
      message: `there are ${names.size} operations to choose from (${[...names].join(', ')}).`,
      remedy: 'Three or more give a search something to find.',
      example: null,
    });
  }
  const silent = chosen.some(([, { seen }]) =>
    [...new Set(seen.map(({ option }) => option))].some((option) => {
      const own = seen.filter((one) => one.option === option);
      return own.length >= 3 && own.every(({ graph, against }) => !gains(graph, against));
    }),
  );
  if (!silent && ![...names].some((name) => IDENTITY.test(name))) {
    warnings.push({
      code: 'no-identity',
      path: where,
      message: 'no operation keeps its input as it is.',
      remedy: "Add 'identity', so that a layer can be skipped.",
      example: null,
    });
  }
  return warnings;
}
