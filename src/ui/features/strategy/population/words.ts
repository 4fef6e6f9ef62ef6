import type { ProposalOrigin } from '../../../../engine/search/origin';
import { opLabel } from '../../../shared/ops';

/** How a child came about: 'op1: 3×3 → sep'. */
export function originWords(origin: ProposalOrigin | null): string {
  if (origin === null) return 'origin not kept';
  switch (origin.kind) {
    case 'random':
      return 'drawn at random';
    case 'mutation':
    case 'neighbour':
      return origin.from === origin.to
        ? `copy of trial ${origin.parent}`
        : `${origin.decision}: ${opLabel(origin.from)} → ${opLabel(origin.to)}`;
    case 'crossover': {
      const [first, second] = origin.parents;
      const changed = origin.mutated.length === 0 ? '' : `, then ${origin.mutated.join(', ')} changed`;
      if (first === second) return `copy of trial ${first}${changed}`;
      return `trial ${first} up to decision ${origin.point}, trial ${second} from there${changed}`;
    }
    case 'rung':
      return origin.resumes === null ? `from initial weights to epoch ${origin.epochs}` : `goes on to epoch ${origin.epochs}`;
    case 'population':
      return origin.copiedFrom === null ? `member ${origin.member}` : `copied from member ${origin.copiedFrom}`;
    case 'model':
      return 'chosen by the model';
    case 'stage':
      return origin.parent === null ? 'drawn at random' : `extends trial ${origin.parent}`;
    case 'morphism':
      return origin.change;
    default:
      return origin satisfies never;
  }
}

/** Trials that a child has its genotype from. */
export function parentsOf(origin: ProposalOrigin | null): readonly number[] {
  if (origin === null) return [];
  switch (origin.kind) {
    case 'mutation':
    case 'neighbour':
    case 'morphism':
      return [origin.parent];
    case 'crossover':
      return origin.parents[0] === origin.parents[1] ? [origin.parents[0]] : origin.parents;
    case 'stage':
      return origin.parent === null ? [] : [origin.parent];
    case 'rung':
      return origin.resumes === null ? [] : [origin.resumes];
    case 'random':
    case 'population':
    case 'model':
      return [];
    default:
      return origin satisfies never;
  }
}
