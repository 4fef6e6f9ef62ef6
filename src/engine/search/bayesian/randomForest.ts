import type { Rng } from '../../core/rng';
import type { TrainingSet } from './likelihood';
import type { Prediction, Surrogate } from './surrogate';

interface Leaf {
  readonly mean: number;
  readonly variance: number;
}

/**
 * Below: a number under `threshold`, or a category that `sides` says so of; one that the node never met goes where more points went. Absent
 * decisions are coded -1, below every number, a category of their own.
 */
interface Split {
  readonly slot: number;
  readonly threshold: number;
  readonly sides: ReadonlyMap<number, boolean> | null;
  readonly fuller: boolean;
  readonly below: TreeNode;
  readonly above: TreeNode;
}

type TreeNode = Leaf | Split;

export interface ForestOptions {
  readonly trees: number;
  /** Least points of a node that is split. */
  readonly minSplit: number;
  /** Share of the slots that are tried at a split. */
  readonly slotShare: number;
}

/** SMAC's settings: ten trees, nodes of three or more points are split, five slots of six tried. Hutter et al. 2011, sec. 4.1. */
export const FOREST_DEFAULTS: Omit<ForestOptions, 'trees'> = { minSplit: 3, slotShare: 5 / 6 };

function leafOf(targets: ArrayLike<number>, members: readonly number[]): Leaf {
  const mean = members.reduce((sum, i) => sum + (targets[i] ?? 0), 0) / members.length;
  const variance = members.reduce((sum, i) => sum + ((targets[i] ?? 0) - mean) ** 2, 0) / members.length;
  return { mean, variance };
}

interface Cut {
  readonly slot: number;
  readonly threshold: number;
  /** Of a categorical slot: whether a code goes below. */
  readonly sides: ReadonlyMap<number, boolean> | null;
  /** Sum of squares explained. */
  readonly gain: number;
}

/** Members grouped by their code, groups in the order of `key`. */
interface Group {
  readonly code: number;
  readonly count: number;
  readonly sum: number;
}

/**
 * The cut of a slot that explains most: groups of equal codes are ordered by the code (numbers) or by their mean target (categories, for
 * which some best two-set split is a cut in that order: Breiman et al. 1984, theorem 4.5), and every cut between neighbours is tried.
 */
function bestCut(data: TrainingSet, members: readonly number[], slot: number, rng: Rng): Cut | null {
  const numeric = data.numeric[slot] ?? true;
  const groups = new Map<number, { count: number; sum: number }>();
  for (const i of members) {
    const code = data.vectors[i]?.[slot] ?? 0;
    const target = data.targets[i] ?? 0;
    const group = groups.get(code);
    if (group === undefined) groups.set(code, { count: 1, sum: target });
    else {
      group.count += 1;
      group.sum += target;
    }
  }
  if (groups.size < 2) return null;
  const order: Group[] = [...groups].map(([code, group]) => ({ code, ...group }));
  order.sort(numeric ? (a, b) => a.code - b.code : (a, b) => a.sum / a.count - b.sum / b.count || a.code - b.code);
  const total = order.reduce((sum, group) => sum + group.sum, 0);
  let count = 0;
  let sum = 0;
  let best = -1;
  let gain = Number.NEGATIVE_INFINITY;
  for (let g = 0; g + 1 < order.length; g += 1) {
    count += order[g]?.count ?? 0;
    sum += order[g]?.sum ?? 0;
    const rest = total - sum;
    const explained = (sum * sum) / count + (rest * rest) / (members.length - count);
    if (explained > gain) {
      gain = explained;
      best = g;
    }
  }
  gain -= (total * total) / members.length;
  if (!numeric) return { slot, threshold: 0, sides: new Map(order.map(({ code }, g) => [code, g <= best])), gain };
  const [low, high] = [order[best]?.code ?? 0, order[best + 1]?.code ?? 0];
  // Anywhere between the two values: trees that agree on a cut then still differ about the gap, which is where the forest knows least.
  return { slot, threshold: low + (0.05 + 0.9 * rng.uniform()) * (high - low), sides: null, gain };
}

function grow(data: TrainingSet, members: readonly number[], options: ForestOptions, rng: Rng): TreeNode {
  const leaf = leafOf(data.targets, members);
  if (members.length < options.minSplit || leaf.variance < 1e-12) return leaf;
  const slots = rng.shuffle(Array.from(data.numeric, (_, slot) => slot));
  const tried = Math.max(1, Math.ceil(options.slotShare * slots.length));
  let best: Cut | null = null;
  for (const [k, slot] of slots.entries()) {
    if (k >= tried && best !== null) break;
    const cut = bestCut(data, members, slot, rng);
    if (cut !== null && (best === null || cut.gain > best.gain)) best = cut;
  }
  if (best === null) return leaf;
  const { slot, threshold, sides } = best;
  const below: number[] = [];
  const above: number[] = [];
  for (const i of members) (goesBelow(data.vectors[i]?.[slot] ?? 0, { threshold, sides, fuller: true }) ? below : above).push(i);
  return {
    slot,
    threshold,
    sides,
    fuller: below.length >= above.length,
    below: grow(data, below, options, rng),
    above: grow(data, above, options, rng),
  };
}

const goesBelow = (code: number, { threshold, sides, fuller }: Pick<Split, 'threshold' | 'sides' | 'fuller'>): boolean =>
  sides === null ? code < threshold : (sides.get(code) ?? fuller);

function leafAt(tree: TreeNode, vector: ArrayLike<number>): Leaf {
  let node = tree;
  while ('slot' in node) node = goesBelow(vector[node.slot] ?? 0, node) ? node.below : node.above;
  return node;
}

/**
 * Bootstrap regression trees; by the law of total variance over the trees' leaves
 *   mean = mean_t m_t,   variance = var_t m_t + mean_t v_t.
 * Hutter et al. 2014, "Algorithm runtime prediction", eq. 4; SMAC: Hutter et al. 2011.
 */
export class RandomForest implements Surrogate {
  private readonly trees: readonly TreeNode[];

  constructor(
    private readonly data: TrainingSet,
    options: ForestOptions,
    rng: Rng,
  ) {
    const n = data.vectors.length;
    this.trees = Array.from({ length: options.trees }, () => {
      const members = Array.from({ length: n }, () => rng.int(n));
      return grow(data, members, options, rng);
    });
  }

  predict(vector: ArrayLike<number>): Prediction {
    let sum = 0;
    let squares = 0;
    let within = 0;
    for (const tree of this.trees) {
      const { mean, variance } = leafAt(tree, vector);
      sum += mean;
      squares += mean * mean;
      within += variance;
    }
    const n = this.trees.length;
    const mean = sum / n;
    return { mean, std: Math.sqrt(Math.max(0, squares / n - mean * mean) + within / n) };
  }

  /** Deviation: the best target itself, as SMAC has it, for the forest's mean at a point it knows is not that point's reward. */
  bestMean(): number {
    return Array.from(this.data.targets).reduce((best, target) => Math.max(best, target), Number.NEGATIVE_INFINITY);
  }
}
