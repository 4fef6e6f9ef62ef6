/** How a proposal came about; what lineages, brackets and forks are drawn from. Trials are those of the run. */
export type ProposalOrigin =
  /** Drawn without regard to any other. */
  | { readonly kind: 'random' }
  | { readonly kind: 'mutation'; readonly parent: number; readonly decision: string; readonly from: string; readonly to: string }
  /** Choices before `point` are the first parent's; `mutated`: the decisions that were changed besides. */
  | {
      readonly kind: 'crossover';
      readonly parents: readonly [number, number];
      readonly point: number;
      readonly mutated: readonly string[];
    }
  | { readonly kind: 'neighbour'; readonly parent: number; readonly decision: string; readonly from: string; readonly to: string }
  /** One stop of a bracket; `epochs` counts all that it has had after it. resumes: the trial it goes on from. */
  | {
      readonly kind: 'rung';
      readonly bracket: number;
      readonly rung: number;
      readonly epochs: number;
      readonly resumes: number | null;
    }
  /** copiedFrom: the member whose weights and hyperparameters were taken over; null: its own. */
  | { readonly kind: 'population'; readonly member: number; readonly step: number; readonly copiedFrom: number | null }
  | { readonly kind: 'model'; readonly acquisition: number }
  | { readonly kind: 'stage'; readonly stage: number; readonly parent: number | null }
  | { readonly kind: 'morphism'; readonly parent: number; readonly change: string };
