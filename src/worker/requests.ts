import { abortedError, fromPlainError, LabError, type PlainError, toPlainError } from '../engine/core/errors';
import { workerFault } from './workerFault';

/**
 * Requests to a worker that have an answer: every command carries an id, and so does its one answer, its failure, and whatever
 * is said of it meanwhile.
 */
export interface CancelCommand {
  readonly type: 'cancel';
  /** The request that then fails with 'aborted'. */
  readonly id: number;
}

export interface ProgressMessage<P> {
  readonly type: 'progress';
  readonly id: number;
  readonly progress: P;
}

export interface FailedMessage {
  readonly type: 'failed';
  readonly id: number;
  readonly error: PlainError;
}

interface Identified {
  readonly type: string;
  readonly id: number;
}

export interface RequestHooks<P> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: P) => void;
}

interface Waiting<A, P> {
  readonly resolve: (answer: A) => void;
  readonly reject: (error: LabError) => void;
  readonly hooks: RequestHooks<P>;
}

/**
 * The page's end. Every promise rejects with a LabError: the worker's own, 'worker' where it fails, or 'aborted'. A worker that has
 * failed is ended, for it may never answer again; the next request finds a new one.
 */
export class WorkerRequests<C extends Identified, A extends Identified, P> {
  private readonly waiting = new Map<number, Waiting<A, P>>();
  private worker: Worker | null;
  private nextId = 1;
  private isDisposed = false;

  /** name: of the worker, in messages. doing: what a cancelled request was doing. */
  constructor(
    private readonly spawn: () => Worker,
    private readonly name: string,
    private readonly doing: string,
  ) {
    this.worker = this.start();
  }

  ask(request: (id: number) => C, hooks: RequestHooks<P> = {}): Promise<A> {
    if (this.isDisposed || hooks.signal?.aborted) return Promise.reject(abortedError(this.doing));
    const id = this.nextId;
    this.nextId += 1;
    const worker = this.worker ?? this.start();
    this.worker = worker;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, hooks });
      const cancel = (): void => {
        if (this.waiting.has(id)) worker.postMessage({ type: 'cancel', id });
      };
      hooks.signal?.addEventListener('abort', cancel, { once: true });
      worker.postMessage(request(id));
    });
  }

  /** Ends the worker; whoever waits is told so. */
  dispose(): void {
    this.isDisposed = true;
    this.worker?.terminate();
    this.worker = null;
    this.rejectAll(abortedError(this.doing));
  }

  /** The error of an answer that is not the request's. */
  mismatch(answer: A): LabError {
    return new LabError(
      'internal',
      `The ${this.name} worker answered '${answer.type}'.`,
      'Please report this with what you did.',
    );
  }

  private start(): Worker {
    const worker = this.spawn();
    const fail = (why: string): void => {
      if (this.worker !== worker) return;
      this.worker = null;
      worker.terminate();
      this.rejectAll(
        new LabError('worker', `The ${this.name} worker failed: ${why}`, 'Try again; if it fails again, reload the page.'),
      );
    };
    worker.addEventListener('message', (event: MessageEvent<A | ProgressMessage<P> | FailedMessage>) => this.receive(event.data));
    worker.addEventListener('error', (event) => fail(workerFault(event)));
    worker.addEventListener('messageerror', () => fail('a message could not be read.'));
    return worker;
  }

  private rejectAll(error: LabError): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  private receive(message: A | ProgressMessage<P> | FailedMessage): void {
    const waiting = this.waiting.get(message.id);
    if (waiting === undefined) return;
    if (isProgress<P>(message)) {
      waiting.hooks.onProgress?.(message.progress);
      return;
    }
    this.waiting.delete(message.id);
    if (isFailed(message)) waiting.reject(fromPlainError(message.error));
    else waiting.resolve(message);
  }
}

const isProgress = <P>(message: Identified): message is ProgressMessage<P> => message.type === 'progress';
const isFailed = (message: Identified): message is FailedMessage => message.type === 'failed';
const isCancel = (command: Identified): command is CancelCommand => command.type === 'cancel';

/** The part of a worker's global scope that answering takes. */
export interface RequestScope<C, M> {
  postMessage(message: M): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<C>) => void): void;
}

/** The worker's end: answers every command, several at a time; a 'cancel' fires the signal of the one it names. */
export function serveRequests<C extends Identified, A extends Identified, P>(
  scope: RequestScope<C | CancelCommand, A | ProgressMessage<P> | FailedMessage>,
  answer: (command: C, signal: AbortSignal, progress: (at: P) => void) => Promise<A>,
): void {
  const running = new Map<number, AbortController>();
  scope.addEventListener('message', ({ data: command }) => {
    const { id } = command;
    if (isCancel(command)) {
      running.get(id)?.abort();
      return;
    }
    const controller = new AbortController();
    running.set(id, controller);
    void answer(command, controller.signal, (progress) => scope.postMessage({ type: 'progress', id, progress }))
      .catch((thrown: unknown): FailedMessage => ({ type: 'failed', id, error: toPlainError(thrown) }))
      .then((message) => {
        running.delete(id);
        scope.postMessage(message);
      });
  });
}
