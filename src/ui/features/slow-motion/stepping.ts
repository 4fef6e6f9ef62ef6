import type { EpisodeTrace } from '../../../engine/run/traceTypes';

export type StepKind = 'state' | 'softmax' | 'sample' | 'build' | 'train' | 'reward' | 'advantage' | 'update' | 'after';

export interface Step {
  readonly kind: StepKind;
  /** '1', ..., '8.2', '9'. */
  readonly number: string;
  readonly title: string;
  /** In the list of steps; the updates after the first stand behind it by their number alone. */
  readonly short: string;
  /** Which update, from 0; of kind 'update' alone. */
  readonly update: number | null;
}

const BEFORE: readonly Step[] = [
  { kind: 'state', number: '1', title: 'Controller state', short: 'State', update: null },
  { kind: 'softmax', number: '2', title: 'From state to probabilities', short: 'Softmax', update: null },
  { kind: 'sample', number: '3', title: 'Sample', short: 'Sample', update: null },
  { kind: 'build', number: '4', title: 'Build', short: 'Build', update: null },
  { kind: 'train', number: '5', title: 'Train', short: 'Train', update: null },
  { kind: 'reward', number: '6', title: 'Reward', short: 'Reward', update: null },
  { kind: 'advantage', number: '7', title: 'Baseline and advantage', short: 'Advantage', update: null },
];

/** The steps of an episode, in order; an update is one each. */
export function stepsOf({ updates, settings }: Pick<EpisodeTrace, 'updates' | 'settings'>): readonly Step[] {
  const name = settings.update === 'ppo' ? 'PPO update' : 'REINFORCE update';
  const steps = updates.map(
    (_, k): Step => ({
      kind: 'update',
      number: updates.length === 1 ? '8' : `8.${k + 1}`,
      title: updates.length === 1 ? name : `${name} ${k + 1} of ${updates.length}`,
      short: updates.length === 1 ? 'Update' : k === 0 ? 'Update 1' : `${k + 1}`,
      update: k,
    }),
  );
  return [...BEFORE, ...steps, { kind: 'after', number: '9', title: 'After the episode', short: 'After', update: null }];
}

export interface Stepping {
  /** Steps there are; 0 before the first trace. */
  readonly steps: number;
  /** From 0. */
  readonly step: number;
  /** Children there are, and which one is followed. */
  readonly children: number;
  readonly child: number;
}

export type SteppingAction =
  /** A trace has come: the child to be followed in it; the step stays where it was unless it is to start anew. */
  | { readonly type: 'traced'; readonly steps: number; readonly children: number; readonly child: number }
  | { readonly type: 'next' }
  | { readonly type: 'previous' }
  | { readonly type: 'go'; readonly step: number }
  | { readonly type: 'follow'; readonly child: number };

export const NOTHING_TRACED: Stepping = { steps: 0, step: 0, children: 0, child: 0 };

const within = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));

/** Where slow motion stands after an action; no action leads out of the episode. */
export function reduceStepping(state: Stepping, action: SteppingAction): Stepping {
  switch (action.type) {
    case 'traced': {
      const { steps, children } = action;
      return { steps, children, step: within(state.step, steps), child: within(action.child, children) };
    }
    case 'next':
      return { ...state, step: within(state.step + 1, state.steps) };
    case 'previous':
      return { ...state, step: within(state.step - 1, state.steps) };
    case 'go':
      return { ...state, step: within(action.step, state.steps) };
    case 'follow':
      return { ...state, child: within(action.child, state.children) };
    default:
      return action satisfies never;
  }
}

/**
 * The child that is followed in an episode: the selected cell where it is among the children, else the one that is in most
 * mini-batches; of these the one whose advantage is largest in size, for it shows most.
 */
export function childToFollow(trace: EpisodeTrace, selected: string | null): number {
  const chosen = trace.children.findIndex(({ arch }) => arch === selected);
  if (chosen >= 0) return chosen;
  const times = (child: number): number => trace.updates.filter(({ rows }) => rows.some((row) => row.child === child)).length;
  const size = (child: number): number => Math.abs(trace.children[child]?.advantage ?? 0);
  return trace.children.reduce((best, _, child) => {
    const more = times(child) - times(best);
    return more > 0 || (more === 0 && size(child) > size(best)) ? child : best;
  }, 0);
}
