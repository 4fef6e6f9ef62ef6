import type { Choice, Decision } from '../types';
import type { Expression } from './formula';
import type { BlockLayerKind, Scalar } from './types';

/**
 * A definition made ready to be walked: references followed, formulas read, every decision with the place it belongs to. Paths are
 * those of the definition.
 */

/** A decision's options and what they mean. */
export type Domain =
  | { readonly kind: 'choice'; readonly labels: readonly string[]; readonly values: readonly Scalar[] }
  | { readonly kind: 'int'; readonly min: number; readonly max: number; readonly step: number }
  | {
      readonly kind: 'real';
      readonly min: number;
      readonly max: number;
      readonly scale: 'linear' | 'log';
      readonly step: number | undefined;
    };

/** A part of a decision's name: fixed, or the number (from 1) of the repeat of this key. */
export type KeyPart = string | { readonly repeat: string };

/** Where a decision is made. */
export interface Site {
  readonly path: string;
  readonly parts: readonly KeyPart[];
  /** Met in several places, decided once. */
  readonly shared: boolean;
  readonly domain: Domain;
}

export type Term =
  | { readonly kind: 'fixed'; readonly path: string; readonly value: Scalar | readonly [number, number] }
  | { readonly kind: 'site'; readonly path: string; readonly site: Site }
  | {
      readonly kind: 'formula';
      readonly path: string;
      readonly text: string;
      readonly expression: Expression;
      readonly names: ReadonlyMap<string, NameTerm>;
      /** Numbers, names and signs that are computed with, formulas that it reads written out. */
      readonly size: number;
    };

/** What a name in a formula stands for. */
export type NameTerm =
  | Term
  | { readonly kind: 'step'; readonly repeat: string }
  | { readonly kind: 'profile'; readonly name: string };

export interface Labelled {
  readonly label: string;
  readonly node: Node;
}

export type Node = { readonly path: string } & (
  | {
      readonly kind: 'layer';
      readonly layer: BlockLayerKind;
      readonly label: string;
      readonly fields: ReadonlyMap<string, Term>;
    }
  | { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'permutation'; readonly nodes: readonly Labelled[]; readonly order: Term }
  | { readonly kind: 'optional'; readonly node: Node; readonly when: Term; readonly keepLink: boolean }
  | { readonly kind: 'repeat'; readonly node: Node; readonly count: Term; readonly key: string }
  | { readonly kind: 'or'; readonly options: readonly Labelled[]; readonly choice: Term }
  | { readonly kind: 'when'; readonly test: Term; readonly yes: Node; readonly no: Node | null }
  | { readonly kind: 'merge'; readonly how: 'add' | 'concat'; readonly branches: readonly Node[]; readonly calibrate: boolean }
  | {
      readonly kind: 'cell';
      readonly label: string;
      readonly inputs: 1 | 2;
      readonly filters: Term | null;
      readonly nodes: readonly Labelled[];
      readonly output: 'looseEnds' | 'last' | readonly string[];
      readonly merge: 'concat' | 'add';
    }
  | {
      readonly kind: 'inputChoice';
      readonly candidates: readonly string[];
      /** One term that picks one of `subsets` ('a+b'); for 'any' a flag for each candidate. */
      readonly pick: Term | readonly Term[];
      readonly subsets: readonly string[];
      readonly how: 'add' | 'concat';
      readonly calibrate: boolean;
    }
);

/** Which repeats a place lies in, and the number of each, from 0. */
export type Steps = ReadonlyMap<string, number>;

export const NO_STEPS: Steps = new Map();

/** The name of a decision: 'blocks.2.filters'. */
export function siteKey(site: Site, steps: Steps): string {
  return site.parts.map((part) => (typeof part === 'string' ? part : String((steps.get(part.repeat) ?? 0) + 1))).join('.');
}

/** The decision of a domain; null where there is but one option, so that nothing is to be decided. */
export function decisionOf(domain: Domain, name: string): Decision | null {
  if (domainSize(domain) === 1) return null;
  switch (domain.kind) {
    case 'choice':
      return { kind: 'categorical', name, options: domain.labels };
    case 'int':
      return { kind: 'int', name, min: domain.min, max: domain.max, step: domain.step };
    case 'real': {
      const { min, max, scale, step } = domain;
      return { kind: 'float', name, min, max, scale, ...(step === undefined ? {} : { step }) };
    }
    default:
      domain satisfies never;
      return null;
  }
}

/** What a choice stands for; the first option's value where nothing was to be decided. */
export function valueOfChoice(domain: Domain, choice: Choice): Scalar {
  if (domain.kind !== 'choice') {
    // 0.1 + 0.2 is 0.30000000000000004: the value of a stepped real is the one its text says.
    return domain.kind === 'real' && domain.step !== undefined ? Number(choice.toPrecision(12)) : choice;
  }
  return domain.values[choice] ?? 0;
}

/** The choice that stands for the only option. */
export function onlyChoice(domain: Domain): Choice {
  return domain.kind === 'choice' ? 0 : domain.min;
}

/** Number of options; null for a continuous real. */
export function domainSize(domain: Domain): number | null {
  switch (domain.kind) {
    case 'choice':
      return domain.labels.length;
    case 'int':
      return Math.floor((domain.max - domain.min) / domain.step) + 1;
    case 'real':
      if (domain.min === domain.max) return 1;
      return domain.step === undefined ? null : Math.floor((domain.max - domain.min) / domain.step + 1e-9) + 1;
    default:
      domain satisfies never;
      return 0;
  }
}

/** The value of each option; null for a continuous real or more than `limit` options. */
export function domainValues(domain: Domain, limit: number): readonly Scalar[] | null {
  if (domain.kind === 'choice') return domain.values;
  const size = domainSize(domain);
  if (size === null || size > limit) return null;
  const step = domain.step ?? 0;
  return Array.from({ length: size }, (_, i) => valueOfChoice(domain, Math.min(domain.max, domain.min + i * step)));
}

/** The sites a term reads, formulas followed, in the order they are asked. */
export function sitesOf(term: NameTerm): readonly Site[] {
  switch (term.kind) {
    case 'site':
      return [term.site];
    case 'formula':
      return [...term.names.values()].flatMap(sitesOf);
    case 'fixed':
    case 'step':
    case 'profile':
      return [];
    default:
      term satisfies never;
      return [];
  }
}

/** What a node asks itself, and the nodes under it. */
export interface NodeParts {
  readonly own: readonly Term[];
  /** The decisions of these terms, in order. */
  readonly sites: readonly Site[];
  /** Whether what is asked decides which of the nodes below are met, and how often; else all are, once, in this order. */
  readonly selects: boolean;
  readonly below: readonly Node[];
}

const knownParts = new WeakMap<Node, NodeParts>();

export function partsOf(node: Node): NodeParts {
  const before = knownParts.get(node);
  if (before !== undefined) return before;
  const { own, selects, below } = readParts(node);
  const parts: NodeParts = { own, sites: own.flatMap(sitesOf), selects, below };
  knownParts.set(node, parts);
  return parts;
}

function readParts(node: Node): Omit<NodeParts, 'sites'> {
  const nodes = (all: readonly Labelled[]): readonly Node[] => all.map((one) => one.node);
  switch (node.kind) {
    case 'layer':
      return { own: [...node.fields.values()], selects: false, below: [] };
    case 'sequence':
      return { own: [], selects: false, below: node.nodes };
    case 'permutation':
      return { own: [node.order], selects: false, below: nodes(node.nodes) };
    case 'optional':
      return { own: [node.when], selects: true, below: [node.node] };
    case 'repeat':
      return { own: [node.count], selects: true, below: [node.node] };
    case 'or':
      return { own: [node.choice], selects: true, below: nodes(node.options) };
    case 'when':
      return { own: [node.test], selects: true, below: node.no === null ? [node.yes] : [node.yes, node.no] };
    case 'merge':
      return { own: [], selects: false, below: node.branches };
    case 'cell':
      return { own: node.filters === null ? [] : [node.filters], selects: false, below: nodes(node.nodes) };
    case 'inputChoice':
      return { own: 'kind' in node.pick ? [node.pick] : node.pick, selects: false, below: [] };
    default:
      node satisfies never;
      return { own: [], selects: false, below: [] };
  }
}
