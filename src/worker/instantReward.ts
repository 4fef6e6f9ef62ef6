import type { Measurement } from '../engine/core/measurement';
import type { RewardConfig } from '../engine/reward/config';
import type { RewardFunction, RewardRequest } from '../engine/reward/types';
import { rewardsOf } from '../engine/run/rewarding';

/** The head of a function expression: `function name(`, `export default (`, `(`; its parameters follow. */
const HEAD = /(?:^|[=\s;])(?:async\s+)?(?:function\b[^(]*)?\(([^()]*)\)\s*(?::[^={]*)?(?:=>|\{)/;

/**
 * Whether the person's code may look at anything but the measurement: unless it is plain from its text that it cannot, it may.
 * What it keeps between calls need not be considered: the sandbox runs the whole text anew for each (docs/reward-sandbox.md).
 */
export function readsContext(source: string): boolean {
  if (/\barguments\b|\.\.\./.test(source)) return true;
  const loose = /^\s*(?:export\s+default\s+)?([A-Za-z_$][\w$]*)\s*=>/.exec(source);
  if (loose !== null) return false;
  // A module has helpers too: only of a text that is one expression, or exports one in place, the head is certain.
  const exported = /\bexport\s+default\s+([\s\S]*)/.exec(source);
  const head = HEAD.exec(exported?.[1] ?? source.trimStart());
  if (head === null || head.index > 1) return true;
  const parameters = topLevel(head[1] ?? '');
  if (parameters === null) return true;
  const second = parameters.split(',')[1]?.trim();
  if (second === undefined || second === '') return false;
  const name = /^[A-Za-z_$][\w$]*/.exec(second)?.[0];
  if (name === undefined) return true;
  const uses = source.match(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g'));
  return (uses?.length ?? 0) > 1;
}

/**
 * Parameters with what stands in brackets (patterns, type arguments) replaced by '#': the commas that are left stand between
 * parameters. Null where a text, a comment or an odd bracket may hide more.
 */
function topLevel(parameters: string): string | null {
  if (/['"`/]/.test(parameters)) return null;
  let left = parameters;
  for (let before = ''; before !== left; ) {
    before = left;
    left = left.replace(/\{[^{}[\]<>]*\}|\[[^{}[\]<>]*\]|<[^{}[\]<>]*>/g, '#');
  }
  return /[{}[\]<>]/.test(left) ? null : left;
}

/** One child may be looked at after several numbers of epochs, and with several seeds that its source does not name. */
const keyOf = ({ arch, source, epochs, validAccuracy }: Measurement): string =>
  `${arch} ${source} ${epochs.at(-1)?.epoch ?? 0} ${validAccuracy}`;

/** A reward that is computed once for each measurement, by one sandbox however many simulations use it. */
class KnownRewards {
  /** By keyOf. */
  private readonly values = new Map<string, number>();
  private users = 0;
  private isWanted = true;

  constructor(
    private readonly inner: RewardFunction,
    private readonly onceEach: boolean,
  ) {}

  /** A view of it to be disposed of by one user. */
  use(): RewardFunction {
    this.users += 1;
    let isOver = false;
    return {
      formula: this.inner.formula,
      evaluate: (requests) => this.evaluate(requests),
      dispose: () => {
        if (isOver) return;
        isOver = true;
        this.users -= 1;
        this.release();
      },
    };
  }

  /** No new user will come: it goes with the last one. */
  retire(): void {
    this.isWanted = false;
    this.release();
  }

  private release(): void {
    if (!this.isWanted && this.users === 0) this.inner.dispose();
  }

  private async evaluate(requests: readonly RewardRequest[]): Promise<readonly number[]> {
    if (!this.onceEach) return this.inner.evaluate(requests);
    const missing = requests.filter(({ measurement }) => !this.values.has(keyOf(measurement)));
    if (missing.length > 0) {
      const found = await rewardsOf(this.inner, missing);
      for (const [i, { measurement }] of missing.entries()) this.values.set(keyOf(measurement), found[i] ?? Number.NaN);
    }
    return requests.map(({ measurement }) => this.values.get(keyOf(measurement)) ?? Number.NaN);
  }
}

export interface OpenedReward {
  readonly reward: RewardFunction;
  /** It is the person's code and may look at the course of the run. */
  readonly readsContext: boolean;
}

/** Keeps the reward that was asked for last, so that the seeds of a band share one sandbox and what it has computed. */
export class RewardDesk {
  private key = '';
  private table: object | null = null;
  private known: Promise<KnownRewards> | null = null;

  constructor(private readonly make: (reward: RewardConfig) => Promise<RewardFunction>) {}

  /** table: whose children are to be rewarded; the same object while they are the same. Rejects with LabError 'reward' or 'worker'. */
  async open(config: RewardConfig, table: object): Promise<OpenedReward> {
    const context = config.id === 'code' && readsContext(config.source);
    const key = JSON.stringify(config);
    if (key !== this.key || table !== this.table || this.known === null) {
      this.retire();
      this.key = key;
      this.table = table;
      this.known = this.make(config).then((made) => new KnownRewards(made, !context));
    }
    const { known } = this;
    try {
      return { reward: (await known).use(), readsContext: context };
    } catch (thrown) {
      // What could not be made is tried again when it is asked for again.
      if (this.known === known) this.known = null;
      throw thrown;
    }
  }

  private retire(): void {
    const { known } = this;
    this.known = null;
    known?.then(
      (rewards) => rewards.retire(),
      // Whoever asked for it has been told.
      () => undefined,
    );
  }
}
