import type { Decision } from '../../../engine/space/types';
import type { Chosen, MetDecision } from '../../../worker/spaceProtocol';

/** A part of the decisions' names: 'layer.1.filters' is a leaf under 'layer', '1'. */
export interface OutlineNode {
  /** The whole name down to here. */
  readonly path: string;
  readonly label: string;
  readonly below: readonly OutlineNode[];
  /** Of a leaf; a name may be a decision and hold others too. */
  readonly leaf: OutlineLeaf | null;
}

export interface OutlineLeaf {
  readonly options: string;
  /** The sample's choice; null where the sample does not ask. */
  readonly choice: string | null;
  /** 0..1: on how many of the walks it was asked. */
  readonly asked: number;
}

/** Options of a decision in a line: '3, 5', '1 to 9 in steps of 2', '0.0001 to 0.1, log scale'. */
export function optionsText(decision: Decision): string {
  if (decision.kind === 'categorical') {
    const { options } = decision;
    return options.length <= 12 ? options.join(', ') : `${options.slice(0, 11).join(', ')} and ${options.length - 11} more`;
  }
  const { min, max, step } = decision;
  const steps = step === undefined || (decision.kind === 'int' && step === 1) ? '' : ` in steps of ${step}`;
  return `${min} to ${max}${steps}${decision.kind === 'float' && decision.scale === 'log' ? ', log scale' : ''}`;
}

interface Growing {
  readonly path: string;
  readonly label: string;
  readonly below: Map<string, Growing>;
  leaf: OutlineLeaf | null;
}

/** A chain of parts with one member each becomes one: 'cell.node1.op'. */
function closed({ path, label, below, leaf }: Growing): OutlineNode {
  const [only] = below.values();
  if (below.size === 1 && leaf === null && only !== undefined) {
    const inner = closed(only);
    return { ...inner, label: `${label}.${inner.label}` };
  }
  return { path, label, leaf, below: [...below.values()].map(closed) };
}

/** Decisions as a tree by the dots of their names, in the order they are asked. */
export function outlineOf(met: readonly MetDecision[], walks: number, sample: readonly Chosen[]): readonly OutlineNode[] {
  const chosen = new Map(sample.map(({ name, choice }) => [name, choice]));
  const root: Growing = { path: '', label: '', below: new Map(), leaf: null };
  for (const { decision, walks: asked } of met) {
    const parts = decision.name.split('.');
    let at = root;
    for (const [i, label] of parts.entries()) {
      let next = at.below.get(label);
      if (next === undefined) {
        next = { path: parts.slice(0, i + 1).join('.'), label, below: new Map(), leaf: null };
        at.below.set(label, next);
      }
      at = next;
    }
    at.leaf = { options: optionsText(decision), choice: chosen.get(decision.name) ?? null, asked: asked / Math.max(1, walks) };
  }
  return [...root.below.values()].map(closed);
}
