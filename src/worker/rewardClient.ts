import { fromPlainError, LabError } from '../engine/core/errors';
import type { RewardConfig } from '../engine/reward/config';
import type { RewardFunction, RewardRequest } from '../engine/reward/types';
import type { RewardCommand, RewardPort, RewardReply, SpawnRewardWorker } from './rewardProtocol';

export type CodeReward = Extract<RewardConfig, { id: 'code' }>;

export interface RewardPatience {
  /** For starting a worker and loading its interpreter. */
  readonly startMs: number;
  /** Added to what the calls' own deadlines allow, before the worker is ended from outside. */
  readonly graceMs: number;
}

const PATIENCE: RewardPatience = { startMs: 20_000, graceMs: 3000 };

type Answer = Extract<RewardReply, { id: number }>;
type WithoutId<T> = T extends RewardCommand ? Omit<T, 'id'> : never;
type Order = WithoutId<RewardCommand>;

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: LabError) => void;
}

/** One living worker: orders out, answers in, each with a deadline of its own. Not used again after it failed. */
class RewardWorker {
  private readonly waiting = new Map<number, Waiting>();
  private readonly ready: Promise<void>;
  private nextId = 1;
  private death: LabError | null = null;

  constructor(
    private readonly port: RewardPort,
    startMs: number,
  ) {
    this.ready = new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.end(new LabError('worker', `The reward sandbox did not start within ${startMs} ms.`, 'Reload, or try again.'));
      }, startMs);
      this.onEnd = (error) => {
        clearTimeout(timer);
        reject(error);
      };
      port.listen(
        (reply) => {
          if (reply.type === 'ready') {
            clearTimeout(timer);
            resolve();
          } else if (reply.type === 'unavailable') this.end(fromPlainError(reply.error));
          else this.settle(reply);
        },
        (reason) =>
          this.end(new LabError('worker', `The reward sandbox ended by itself: ${reason}.`, 'Play again: it is started anew.')),
      );
    });
    // Whoever orders something is told; a worker that dies before any order must not be an unhandled rejection.
    this.ready.catch(() => undefined);
  }

  private onEnd: (error: LabError) => void = () => undefined;

  get isAlive(): boolean {
    return this.death === null;
  }

  /** Rejects with overdue(), and ends the worker, when no answer has come within timeMs. */
  async order(order: Order, timeMs: number, overdue: () => LabError): Promise<Answer> {
    await this.ready;
    if (this.death !== null) throw this.death;
    const id = this.nextId;
    this.nextId += 1;
    return new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(() => this.end(overdue()), timeMs);
      this.waiting.set(id, {
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      this.port.post({ ...order, id });
    });
  }

  /** Stops the worker, whatever it is doing; everything that waits is rejected with the error. */
  end(error: LabError): void {
    if (this.death !== null) return;
    this.death = error;
    this.port.terminate();
    this.onEnd(error);
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  private settle(answer: Answer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (answer.type === 'failed') {
      const error = fromPlainError(answer.error);
      waiting?.reject(error);
      if (answer.spent) this.end(error);
    } else waiting?.resolve(answer);
  }
}

/** A reward in a worker that is watched: what does not answer is ended, and started anew for the next call. */
class SandboxedReward implements RewardFunction {
  readonly formula: string;
  private worker: RewardWorker | null = null;
  private compiled: Promise<unknown> = Promise.resolve();
  private queue: Promise<unknown> = Promise.resolve();
  private isDisposed = false;

  constructor(
    private readonly config: CodeReward,
    private readonly spawn: SpawnRewardWorker,
    private readonly patience: RewardPatience,
  ) {
    this.formula = config.source.trim();
  }

  /** A worker with the text compiled in it: the one at hand, or a new one. */
  async prepare(): Promise<RewardWorker> {
    if (this.isDisposed) throw disposed();
    if (this.worker?.isAlive) {
      await this.compiled;
      return this.worker;
    }
    const { source, deadlineMs } = this.config;
    const worker = new RewardWorker(this.spawn(), this.patience.startMs);
    this.worker = worker;
    this.compiled = worker.order({ type: 'compile', source, deadlineMs }, 2 * deadlineMs + this.patience.graceMs, () =>
      this.overdue(1),
    );
    await this.compiled;
    return worker;
  }

  evaluate(requests: readonly RewardRequest[]): Promise<readonly number[]> {
    const answer = this.queue.then(() => this.ask(requests));
    // The queue goes on after a failure, which belongs to whoever asked.
    this.queue = answer.catch(() => undefined);
    return answer;
  }

  dispose(): void {
    this.isDisposed = true;
    this.worker?.end(disposed());
    this.worker = null;
  }

  private async ask(requests: readonly RewardRequest[]): Promise<readonly number[]> {
    if (requests.length === 0) return [];
    const worker = await this.prepare();
    const timeMs = requests.length * this.config.deadlineMs + this.patience.graceMs;
    const answer = await worker.order({ type: 'evaluate', requests }, timeMs, () => this.overdue(requests.length));
    if (answer.type !== 'values' || answer.values.length !== requests.length) {
      const error = new LabError('worker', 'The reward sandbox answered out of turn.', 'Play again: it is started anew.');
      worker.end(error);
      throw error;
    }
    return answer.values;
  }

  private overdue(calls: number): LabError {
    const what = calls === 1 ? 'one call' : `${calls} calls`;
    return new LabError(
      'reward',
      `Reward: ${what} with a deadline of ${this.config.deadlineMs} ms each did not return and could not be interrupted; ` +
        'the sandbox was ended from outside.',
      'Look for one built-in call over a huge range, such as fill or indexOf on {length: 1e15}. The run has lost nothing.',
    );
  }
}

function disposed(): LabError {
  return new LabError('aborted', 'The reward was closed while it was being computed.', 'Start it again to go on.');
}

/**
 * The person's code as a RewardFunction: compiled and called in a worker of its own. Rejects with LabError 'reward' (line and
 * column in the person's text) where the text cannot be read or gives no function, and with 'worker' where no sandbox can be had.
 * A call that fails, hangs or breaks the interpreter rejects; the next call finds a fresh sandbox.
 */
export async function makeSandboxedReward(
  config: CodeReward,
  spawn: SpawnRewardWorker,
  patience: RewardPatience = PATIENCE,
): Promise<RewardFunction> {
  const reward = new SandboxedReward(config, spawn, patience);
  try {
    await reward.prepare();
    return reward;
  } catch (thrown) {
    reward.dispose();
    throw thrown;
  }
}
