import { toPlainError } from '../engine/core/errors';
import { RewardSandbox, SANDBOX_MEMORY_BYTES, SANDBOX_STACK_BYTES } from '../engine/reward/sandbox';
import { SandboxCrash } from '../engine/reward/sandboxErrors';
import { loadSandboxModule, type SandboxWasm } from '../engine/reward/sandboxModule';
import type { RewardCommand, RewardReply } from './rewardProtocol';

/**
 * The inside of a reward worker: one sandbox, replaced by each 'compile'. Commands that arrive while the interpreter loads wait.
 * now: milliseconds of a monotonic clock. Returns what takes the commands.
 */
export function serveReward(
  post: (reply: RewardReply) => void,
  wasm: () => Promise<SandboxWasm>,
  now: () => number,
): (command: RewardCommand) => void {
  let sandbox: RewardSandbox | null = null;
  const loaded = wasm()
    .then(loadSandboxModule)
    .then(
      (module) => {
        post({ type: 'ready' });
        return module;
      },
      (thrown: unknown) => {
        post({ type: 'unavailable', error: toPlainError(thrown) });
        return null;
      },
    );
  const carryOut = async (command: RewardCommand): Promise<void> => {
    const module = await loaded;
    if (module === null) return;
    try {
      if (command.type === 'compile') {
        sandbox?.dispose();
        sandbox = null;
        sandbox = RewardSandbox.compile(module, now, command.source, {
          deadlineMs: command.deadlineMs,
          memoryBytes: SANDBOX_MEMORY_BYTES,
          stackBytes: SANDBOX_STACK_BYTES,
        });
        post({ type: 'compiled', id: command.id });
      } else {
        if (sandbox === null) throw new Error('evaluate before compile');
        post({ type: 'values', id: command.id, values: sandbox.evaluate(command.requests) });
      }
    } catch (thrown) {
      post({ type: 'failed', id: command.id, error: toPlainError(thrown), spent: isSpent(thrown) });
    }
  };
  let queue: Promise<void> = Promise.resolve();
  return (command) => {
    queue = queue.then(() => carryOut(command));
  };
}

/** Anything that is not a plain verdict on the person's code leaves the interpreter in doubt. */
function isSpent(thrown: unknown): boolean {
  return thrown instanceof SandboxCrash || toPlainError(thrown).kind === 'internal';
}
