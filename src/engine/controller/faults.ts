/**
 * What the code printed with the first source does otherwise than its mathematics, each as a switch: the controller's own
 * faults of the list (the child's are in profile 'as-published'). Any combination runs.
 */
export const FAULT_IDS = [
  'product-log-prob',
  'missing-minus',
  'time-major-view',
  'first-head',
  'softmax-forward',
  'cold-baseline',
  'completion-order',
] as const;

export type FaultId = (typeof FAULT_IDS)[number];

export interface FaultEntry {
  readonly id: FaultId;
  /** Its number in the published list of faults. */
  readonly number: '1a' | '1b' | '2' | '3' | '4' | '5' | '8';
  readonly title: string;
  /** What the printed code does. One sentence. */
  readonly what: string;
  /** What follows from it. One sentence. */
  readonly effect: string;
  /** The line of mathematics as it should be. */
  readonly formula: string;
  /** The line as the fault has it. */
  readonly broken: string;
}

export const FAULTS: readonly FaultEntry[] = [
  {
    id: 'product-log-prob',
    number: '1a',
    title: 'Product of log-probabilities',
    what: 'The log-probabilities of a child’s decisions are multiplied where they should be added.',
    effect:
      'With an even number of decisions the product falls as the probabilities rise, so every step goes the wrong way and the best child becomes the rarest.',
    formula: 'log p(a) = Σₜ log p(aₜ)',
    broken: 'log p(a) = Πₜ log p(aₜ)',
  },
  {
    id: 'missing-minus',
    number: '1b',
    title: 'No minus sign',
    what: 'The objective that is to be raised is handed to an optimiser that lowers it.',
    effect: 'Good children become rarer; together with the product of two log-probabilities the two errors cancel in direction.',
    formula: 'loss = −mean(min(ρA, clip(ρ, 1 − ε, 1 + ε)A)) − c·H',
    broken: 'loss = mean(min(ρA, clip(ρ, 1 − ε, 1 + ε)A)) − c·H',
  },
  {
    id: 'time-major-view',
    number: '2',
    title: 'Rows mix two children',
    what: 'Sampled decisions come out step by step for all children, and are read as if child by child.',
    effect:
      'A child is put together from two, often from one decision’s options twice, and is learned from as if it had been sampled so.',
    formula: 'child i = (a₁[i], …, a_T[i])',
    broken: 'child i = flat[iT … iT + T − 1],  flat = (a₁[1 … n], a₂[1 … n], …)',
  },
  {
    id: 'first-head',
    number: '3',
    title: 'Only the first head is read',
    what: 'The log-probability of every decision is looked up in the columns of the first decision’s head.',
    effect: 'The later heads are never trained, and the first is credited with what they chose.',
    formula: 'log p(a) = Σₜ log pₜ(aₜ)',
    broken: 'log p(a) = Σₜ log p₁(aₜ)',
  },
  {
    id: 'softmax-forward',
    number: '4',
    title: 'The distribution is fed forward',
    what: 'The next step is fed the softmax itself instead of the operation that was drawn; the text says so too.',
    effect:
      'The second decision cannot depend on the first, so a pair that is good only together must be found through its parts.',
    formula: 'xₜ₊₁ = onehot(aₜ)',
    broken: 'xₜ₊₁ = pₜ',
  },
  {
    id: 'cold-baseline',
    number: '5',
    title: 'The baseline starts at 0',
    what: 'The moving average starts at 0 against rewards near 98, and takes in the current episode before its advantages are computed.',
    effect:
      'It stands at 39 after 10 episodes and at 97 after 90: until then every child looks like a success and is reinforced.',
    formula: 'b₁ = mean(R₁);  A = R − b, then b ← αR̄ + (1 − α)b',
    broken: 'b₁ = 0;  b ← αR̄ + (1 − α)b, then A = R − b',
  },
  {
    id: 'completion-order',
    number: '8',
    title: 'Rewards in order of completion',
    what: 'Children trained in parallel hand in their rewards as they finish, and these are read as if in order of proposal.',
    effect: 'A reward reaches another child of the same ten, so what is learned is the mean of the ten and little more.',
    formula: 'Aᵢ = R(childᵢ) − b',
    broken: 'Aᵢ = R(child_π(i)) − b,  π a random order of ten children',
  },
];

/** Children that the printed code trains side by side, whose rewards fault 8 mixes. */
export const COMPLETION_GROUP = 10;
