import type { Choice } from '../types';
import { NATS_DECISIONS, NATS_OPS, type NatsTopology, natsTopology } from './topology';

const ZERO = '#';

/**
 * The canonical form of Dong and Yang 2020 (NAS-Bench-201, section 2.1): what node 3 computes, written as an expression of the
 * cell's input '0'. An edge's term is
 *   '#' for none and for anything read from a node that is '#';  its source's expression for a skip;  '(source)@op' else,
 * and a node is the sum of its terms in alphabetical order. A sum with a zero among its terms keeps it, so two cells which differ by
 * that alone count as two: so does the benchmark.
 */
export function canonicalTopology(topology: NatsTopology): string {
  const nodes = ['0'];
  for (const edges of topology) {
    const terms = edges.map((op, from) => {
      const source = nodes[from] ?? ZERO;
      if (op === 'none' || source === ZERO) return ZERO;
      return op === 'skip_connect' ? source : `(${source})@${op}`;
    });
    nodes.push(terms.sort().join('+'));
  }
  return nodes[nodes.length - 1] ?? ZERO;
}

/** The first genotype of each canonical form, in the order of listing: 6,466 of the 15,625. */
export function uniqueTopologies(): readonly (readonly Choice[])[] {
  const seen = new Set<string>();
  const unique: (readonly Choice[])[] = [];
  const total = NATS_OPS.length ** NATS_DECISIONS.length;
  for (let index = 0; index < total; index += 1) {
    const choices = NATS_DECISIONS.map(
      (_, place) => Math.floor(index / NATS_OPS.length ** (NATS_DECISIONS.length - 1 - place)) % NATS_OPS.length,
    );
    const form = canonicalTopology(natsTopology(choices));
    if (seen.has(form)) continue;
    seen.add(form);
    unique.push(choices);
  }
  return unique;
}
