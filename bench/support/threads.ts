import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Contender, Opened } from './types';

/** A contender in a Node worker thread, which has tfjs, its backends and its kernels to itself. */
type Request = 'witness' | 'measure' | 'close';
type Reply =
  | { readonly type: 'open'; readonly engine: string }
  | { readonly type: 'values'; readonly values: readonly number[] }
  | { readonly type: 'failed'; readonly message: string };

/** The main thread's end. entry: the compiled file of a thread that calls serveContender; data: what it is to measure. */
export async function openThread(entry: URL, data: unknown): Promise<Opened> {
  const worker = new Worker(entry, { workerData: data });
  let settle: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | null = null;
  worker.on('message', (reply: Reply) => settle?.resolve(reply));
  worker.on('error', (error: Error) => settle?.reject(error));
  const nextReply = (): Promise<Reply> =>
    new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
  const ask = async (request: Request): Promise<readonly number[]> => {
    const answered = nextReply();
    worker.postMessage(request);
    const reply = await answered;
    if (reply.type === 'values') return reply.values;
    throw new Error(reply.type === 'failed' ? reply.message : `unexpected answer to ${request}`);
  };
  const opened = await nextReply();
  if (opened.type !== 'open') {
    await worker.terminate();
    return { ok: false, reason: opened.type === 'failed' ? opened.message : 'it did not open' };
  }
  return {
    ok: true,
    contender: {
      engine: opened.engine,
      witness: () => ask('witness'),
      measure: async () => (await ask('measure'))[0] ?? Number.NaN,
      close: async () => {
        await ask('close');
        await worker.terminate();
      },
    },
  };
}

/** The thread's end: opens its contender and answers requests, one after the other. */
export async function serveContender<T>(open: (data: T) => Promise<Contender>): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('This file is a worker thread of a bench, not a program of its own.');
  const send = (reply: Reply): void => port.postMessage(reply);
  const explain = (thrown: unknown): void =>
    send({ type: 'failed', message: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) });
  try {
    const contender = await open(workerData as T);
    const answer = async (request: Request): Promise<readonly number[]> => {
      switch (request) {
        case 'witness':
          return contender.witness();
        case 'measure':
          return [await contender.measure()];
        case 'close':
          await contender.close();
          return [];
        default:
          return request satisfies never;
      }
    };
    port.on('message', (request: Request) => {
      answer(request).then((values) => send({ type: 'values', values }), explain);
    });
    send({ type: 'open', engine: contender.engine });
  } catch (thrown) {
    explain(thrown);
  }
}
