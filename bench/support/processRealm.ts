import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { greet, type OpenedRealm, type Reply, type Request } from './realm';

/** Replies in the order they arrive, for requests in the order they were sent. */
class Replies {
  private readonly arrived: Reply[] = [];
  private readonly waiting: ((reply: Reply) => void)[] = [];
  private end: Reply | null = null;

  push(reply: Reply): void {
    const next = this.waiting.shift();
    if (next === undefined) this.arrived.push(reply);
    else next(reply);
  }

  /** Answers whatever is waiting, and all that is asked later, with an error. */
  fail(error: string): void {
    this.end = { error };
    for (const next of this.waiting.splice(0)) next(this.end);
  }

  take(): Promise<Reply> {
    const ready = this.arrived.shift() ?? this.end;
    return ready === null ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve(ready);
  }
}

const STDERR_LINES = 3;

/**
 * Starts a program that serves a realm: a JSON request a line on its stdin, a JSON reply a line on its stdout, the first of
 * them its greeting.
 */
export async function openProcess<Task>(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<OpenedRealm<Task>> {
  const child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const replies = new Replies();
  const errors: string[] = [];
  const remember = (line: string): void => {
    if (line.trim() !== '') errors.push(line.trim());
    if (errors.length > STDERR_LINES) errors.shift();
  };
  // A library may greet on stdout; what is no JSON object is no reply.
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{')) replies.push(JSON.parse(line) as Reply);
    else remember(line);
  });
  createInterface({ input: child.stderr }).on('line', remember);
  const closed = new Promise<void>((resolve) => {
    child.on('error', (cause) => {
      replies.fail(`${command} did not start: ${cause.message}`);
      resolve();
    });
    child.on('close', (code, signal) => {
      replies.fail(`its process ended (${signal ?? code}): ${errors.join(' | ')}`);
      resolve();
    });
  });
  child.stdin.on('error', (cause) => replies.fail(`its process takes no more requests: ${cause.message}`));
  const ask = (request: Request): Promise<Reply> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return replies.take();
  };
  const hangUp = (): Promise<void> => {
    child.stdin.end();
    child.kill();
    return closed;
  };
  return greet(await replies.take(), ask, hangUp);
}

/** Starts a compiled file that calls serveThread in a worker thread of this process. */
export async function openThreadRealm<Task>(entry: URL, options: unknown): Promise<OpenedRealm<Task>> {
  const worker = new Worker(entry, { workerData: options });
  const replies = new Replies();
  worker.on('message', (reply: Reply) => replies.push(reply));
  worker.on('error', (error: Error) => replies.fail(error.message));
  worker.on('exit', (code) => replies.fail(`its thread ended (${code})`));
  const ask = (request: Request): Promise<Reply> => {
    worker.postMessage(request);
    return replies.take();
  };
  return greet(await replies.take(), ask, async () => void (await worker.terminate()));
}
