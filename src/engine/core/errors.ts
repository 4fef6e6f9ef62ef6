/**
 * Every failure a person can cause or meet is a LabError: what went wrong, where, with which value, and what to do.
 * The kind survives a worker boundary (errors are posted as PlainError), so that a view can choose its remedy by it.
 */

export const ERROR_KINDS = [
  'space',
  'data',
  'config',
  'reward',
  'train',
  'backend',
  'storage',
  'checkpoint',
  'worker',
  'aborted',
  'internal',
] as const;

export type ErrorKind = (typeof ERROR_KINDS)[number];

/** A LabError as plain data, as it is posted between workers and written to a run's log. */
export interface PlainError {
  readonly kind: ErrorKind;
  /** One line: what is wrong, where, with the value that was met. */
  readonly message: string;
  /** What the person can do about it. One sentence. */
  readonly remedy: string;
  /** Position in the person's own code (1-based), where the error has one. */
  readonly line?: number;
  readonly column?: number;
}

export interface LabErrorOptions {
  readonly cause?: unknown;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

export class LabError extends Error {
  readonly kind: ErrorKind;
  readonly remedy: string;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(kind: ErrorKind, message: string, remedy: string, options: LabErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = `${kind[0]?.toUpperCase()}${kind.slice(1)}Error`;
    this.kind = kind;
    this.remedy = remedy;
    this.line = options.line;
    this.column = options.column;
  }
}

/** Plain data for any thrown value; a value that is not a LabError becomes kind 'internal'. */
export function toPlainError(thrown: unknown): PlainError {
  if (thrown instanceof LabError) {
    return {
      kind: thrown.kind,
      message: thrown.message,
      remedy: thrown.remedy,
      ...(thrown.line === undefined ? {} : { line: thrown.line }),
      ...(thrown.column === undefined ? {} : { column: thrown.column }),
    };
  }
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { kind: 'internal', message, remedy: 'This is a fault of the lab itself: please report it with this text.' };
}

/** The LabError that a PlainError came from, on the other side of a worker boundary. */
export function fromPlainError(plain: PlainError): LabError {
  return new LabError(plain.kind, plain.message, plain.remedy, { line: plain.line, column: plain.column });
}

/** The error of a cancelled operation; callers tell it from failures by its kind. */
export function abortedError(what: string): LabError {
  return new LabError('aborted', `${what} was cancelled.`, 'Start it again to go on.');
}

export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw abortedError(what);
}
