import type { Choice } from '../types';
import { NATS_DECISIONS, NATS_OPS, type NatsTopology, natsTopology } from './topology';

/** What a node of a cell computes: an op of one term, or the sum of several (op null). */
interface Value {
  readonly op: string | null;
  readonly terms: readonly Value[];
  /** As an expression that does not tell two equal ops from one that is read twice. */
  readonly text: string;
}

const INPUT: Value = { op: null, terms: [], text: '0' };

function madeOf(op: string | null, terms: readonly Value[]): Value {
  const sorted = [...terms].sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return { op, terms: sorted, text: `(${sorted.map(({ text }) => text).join('+')})${op ?? ''}` };
}

/** What node 3 computes once edges 'none' and what they feed are left out and skips are their sources; null where that is zero. */
function outputOf(topology: NatsTopology): Value | null {
  const nodes: (Value | null)[] = [INPUT];
  for (const edges of topology) {
    const terms: Value[] = [];
    edges.forEach((op, from) => {
      const source = nodes[from];
      if (op !== 'none' && source) terms.push(op === 'skip_connect' ? source : madeOf(op, [source]));
    });
    nodes.push(terms.length > 1 ? madeOf(null, terms) : (terms[0] ?? null));
  }
  return nodes[nodes.length - 1] ?? null;
}

/**
 * The cell's network in one line, the same for two topologies if and only if their graphs have one hash; null where no path leads from
 * the cell's input to its output. A value that is read twice is written once and named by the order of writing.
 */
export function networkText(topology: NatsTopology): string | null {
  const output = outputOf(topology);
  if (output === null) return null;
  const written = new Map<Value, number>();
  const write = (value: Value): string => {
    if (value === INPUT) return value.text;
    const before = written.get(value);
    if (before !== undefined) return `#${before}`;
    const terms = value.terms.map(write).join('+');
    written.set(value, written.size);
    return `(${terms})${value.op ?? ''}`;
  };
  return write(output);
}

/** Places of the first genotypes of the same networks, by place in the listing: computed once, when first asked for. */
let first: readonly (number | null)[] | null = null;

function choicesAt(place: number): readonly Choice[] {
  const { length } = NATS_DECISIONS;
  return NATS_DECISIONS.map((_, i) => Math.floor(place / NATS_OPS.length ** (length - 1 - i)) % NATS_OPS.length);
}

function firstPlaces(): readonly (number | null)[] {
  const seen = new Map<string, number>();
  return Array.from({ length: NATS_OPS.length ** NATS_DECISIONS.length }, (_, place) => {
    const text = networkText(natsTopology(choicesAt(place)));
    if (text === null) return null;
    const known = seen.get(text) ?? place;
    seen.set(text, known);
    return known;
  });
}

/** SearchSpace.representative: the first of the 15,625 genotypes with the same network, 6,333 of them; null without a path. */
export function natsRepresentative(choices: readonly Choice[]): readonly Choice[] | null {
  first ??= firstPlaces();
  const place = choices.reduce((sum, choice) => sum * NATS_OPS.length + choice, 0);
  const known = first[place] ?? null;
  return known === null ? null : choicesAt(known);
}
