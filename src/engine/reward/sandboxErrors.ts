import { LabError } from '../core/errors';

/** A place in the person's own text, both 1-based, columns in UTF-16 code units. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** What one sandbox may use. */
export interface SandboxLimits {
  /** Longest time of one call. */
  readonly deadlineMs: number;
  /** Everything the sandbox holds: its own built-ins, the person's code and data. */
  readonly memoryBytes: number;
  /** Stack of the interpreter; some hundred nested calls of a small function. */
  readonly stackBytes: number;
}

export const CORRECT_IT = 'Correct the code, or go back to the last good reward.';
const EXAMPLE = 'Write a function such as (m) => 100 * m.validAccuracy, or a module with an export default.';

/** The text cannot be read. */
export class RewardSyntaxError extends LabError {
  constructor(message: string, position: SourcePosition | null) {
    super('reward', `${place(null, position)}SyntaxError: ${message.replace(/\.$/, '')}.`, EXAMPLE, position ?? {});
  }
}

/** The interpreter itself gave up: the QuickJS module that met it must not be entered again. */
export class SandboxCrash extends LabError {
  constructor(child: string | null, what: string) {
    super(
      'reward',
      `${place(child, null)}the code nests too deeply for the sandbox (${what}).`,
      'Take out the deep nesting; the sandbox has been started anew.',
    );
  }
}

/** 'Reward, line 2, column 5, child conv3,max: the reward <what>.' */
export function rewardFailure(child: string | null, what: string, remedy: string, position: SourcePosition | null): LabError {
  return new LabError('reward', `${place(child, position)}the reward ${what}.`, remedy, position ?? {});
}

/** what: a description of what came back instead of a finite number. */
export function badValue(child: string, what: string): LabError {
  const remedy =
    what === 'a Promise'
      ? 'Use no async and no promises: a reward answers at once.'
      : 'Return a finite number on every path; check divisions and logarithms.';
  return rewardFailure(child, `gave ${what}, which is not a finite number`, remedy, null);
}

/** An InternalError of QuickJS: a limit was met. */
export function engineFailure(
  child: string | null,
  message: string,
  position: SourcePosition | null,
  limits: SandboxLimits,
): LabError {
  switch (message) {
    case 'interrupted':
      return rewardFailure(
        child,
        `did not return within ${limits.deadlineMs} ms`,
        'Shorten its loops, or raise the deadline.',
        position,
      );
    case 'out of memory': {
      const megabytes = Math.round(limits.memoryBytes / 1048576);
      return rewardFailure(child, `needs more than ${megabytes} MB`, 'Build smaller arrays and texts.', position);
    }
    case 'stack overflow':
      return rewardFailure(
        child,
        'calls itself too deeply (stack overflow)',
        'End the recursion earlier, or use a loop.',
        position,
      );
    default:
      return rewardFailure(child, `threw InternalError: ${message}`, CORRECT_IT, position);
  }
}

/** found: a description of what the text gives instead of a function. */
export function noFunction(found?: string): LabError {
  const what = found === undefined ? 'the code gives no function' : `the code gives ${found}, not a function`;
  return new LabError('reward', `Reward: ${what}.`, EXAMPLE, { line: 1, column: 1 });
}

function place(child: string | null, position: SourcePosition | null): string {
  const parts = [
    'Reward',
    ...(position === null ? [] : [`line ${position.line}`, `column ${position.column}`]),
    ...(child === null ? [] : [`child ${child}`]),
  ];
  return `${parts.join(', ')}: `;
}
