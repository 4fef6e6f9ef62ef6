/** How each family of strategies thinks, as plain data for its panel. Every list is bounded: a view is sent with episodes. */
export type StrategyView =
  | { readonly kind: 'population'; readonly members: readonly PopulationMember[] }
  | { readonly kind: 'brackets'; readonly brackets: readonly BracketView[]; readonly round: RoundView | null }
  | { readonly kind: 'tree'; readonly nodes: readonly TreeNode[] }
  | { readonly kind: 'q-values'; readonly epsilon: number; readonly rows: readonly QRow[] }
  | { readonly kind: 'surface'; readonly surface: SurfaceView }
  | { readonly kind: 'densities'; readonly decisions: readonly DensityView[] }
  | { readonly kind: 'pareto'; readonly objectives: readonly string[]; readonly members: readonly ParetoMember[] }
  | { readonly kind: 'schedules'; readonly members: readonly ScheduleView[] }
  | { readonly kind: 'stages'; readonly stages: readonly StageView[] }
  | { readonly kind: 'climb'; readonly steps: readonly ClimbStep[] };

export interface PopulationMember {
  readonly trial: number;
  readonly arch: string;
  readonly reward: number;
  /** Observations since it was born. */
  readonly age: number;
}

/** The round that the brackets are of; null where a search has no rounds. */
export interface RoundView {
  /** 1, 2, ... */
  readonly number: number;
  readonly isComplete: boolean;
  /** Whether another round follows. */
  readonly repeats: boolean;
  /** Epochs of the rounds before it: where training goes on from its weights, and where every rung starts again. */
  readonly before: { readonly resumed: number; readonly anew: number };
}

export interface BracketView {
  /** Hyperband's s. */
  readonly bracket: number;
  readonly rungs: readonly {
    /** Epochs each of its trials has had after this rung. */
    readonly epochs: number;
    readonly trials: readonly {
      readonly trial: number;
      readonly arch: string;
      readonly reward: number | null;
      readonly promoted: boolean;
    }[];
  }[];
}

/** parent: index in the list; -1 for the root. */
export interface TreeNode {
  readonly parent: number;
  readonly decision: string;
  readonly option: string;
  readonly visits: number;
  /** Mean reward of the walks through it. */
  readonly value: number;
}

export interface QRow {
  /** The choices before it, as text; '' at the first decision. */
  readonly state: string;
  readonly decision: string;
  readonly options: readonly string[];
  readonly values: readonly number[];
  readonly visits: readonly number[];
}

/** Over two numeric decisions, the others at the best point's values: row-major [y][x], `size` places along each axis. */
export interface SurfaceView {
  readonly x: AxisView;
  readonly y: AxisView;
  readonly size: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly acquisition: readonly number[];
  readonly points: readonly { readonly x: number; readonly y: number; readonly reward: number; readonly trial: number }[];
  /** Kernel and its length scales, number of trees, ... in words. */
  readonly model: string;
}

export interface AxisView {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly scale: 'linear' | 'log';
}

/** Densities of a decision among the good and among the other trials, at the same places. */
export interface DensityView {
  readonly decision: string;
  /** Options of a categorical decision, else numbers as text. */
  readonly places: readonly string[];
  readonly good: readonly number[];
  readonly rest: readonly number[];
}

export interface ParetoMember {
  readonly trial: number;
  readonly arch: string;
  /** In the order of the view's objectives, as measured. */
  readonly values: readonly number[];
  /** 0: the front. */
  readonly rank: number;
}

export interface ScheduleView {
  readonly member: number;
  readonly steps: readonly {
    readonly trial: number;
    readonly epochs: number;
    readonly reward: number;
    readonly copiedFrom: number | null;
    /** Hyperparameters in force, by decision. */
    readonly values: Readonly<Record<string, number | string>>;
  }[];
}

export interface StageView {
  readonly stage: number;
  readonly title: string;
  readonly trials: number;
  readonly best: { readonly trial: number; readonly arch: string; readonly reward: number } | null;
  readonly kept: readonly { readonly trial: number; readonly arch: string; readonly reward: number }[];
}

export interface ClimbStep {
  readonly trial: number;
  readonly arch: string;
  readonly reward: number;
  /** 'start', 'restart', 'better', 'rejected'. */
  readonly what: 'start' | 'restart' | 'better' | 'rejected';
}
