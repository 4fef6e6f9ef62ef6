import type { Program } from './compile';
import { type Node, partsOf, type Site, sitesOf, type Term } from './nodes';

type Sites = ReadonlySet<Site>;

const NONE: Sites = new Set();

const together = (sets: readonly Sites[]): Sites => new Set(sets.flatMap((set) => [...set]));

function common(sets: readonly Sites[]): Sites {
  const [first = NONE, ...rest] = sets;
  return new Set([...first].filter((site) => rest.every((set) => set.has(site))));
}

const shared = (term: Term): Sites => new Set(sitesOf(term).filter((site) => site.shared));

/** The smallest count of a repeat is at least one. */
function turns(count: Term): boolean {
  if (count.kind === 'fixed') return count.value !== 0;
  if (count.kind === 'formula') return false;
  const { domain } = count.site;
  return domain.kind === 'choice' ? !domain.values.includes(0) : domain.min > 0;
}

function sitesBelow(node: Node): Sites {
  const { own, selects, below } = partsOf(node);
  const asked = together(own.map(shared));
  const under = below.map(sitesBelow);
  if (!selects) return together([asked, ...under]);
  if (node.kind === 'or') return together([asked, common(under)]);
  if (node.kind === 'when' && node.no !== null) return together([asked, common(under)]);
  return node.kind === 'repeat' && turns(node.count) ? together([asked, ...under]) : asked;
}

/** The shared decisions that every walk through a program meets. */
export function always(program: Program): Sites {
  return together([
    sitesBelow(program.network),
    program.head === null ? NONE : sitesBelow(program.head),
    ...[...program.training.values()].map(shared),
  ]);
}
