import { describe, expect, it } from 'vitest';
import type { TrainJob } from '../../../src/engine/train';
import type { ChildCommand, ChildMessage } from '../../../src/worker/childProtocol';
import { serveChild } from '../../../src/worker/childServer';
import { smallNet } from '../train/graphs';
import { brightColumns } from '../train/images';

const job: TrainJob = {
  graph: smallNet(6, 3, 0.25),
  options: { epochs: 2, batch: 16, learningRate: 0.01, init: 'he-uniform', normalise: { mean: 0, std: 1 }, seed: 1 },
};

/** A served child whose messages can be waited for. */
function serve() {
  const messages: ChildMessage[] = [];
  const transferred = new Map<ChildMessage['type'], readonly ArrayBuffer[]>();
  const waiting: { readonly type: string; readonly resolve: (message: ChildMessage) => void }[] = [];
  let command: (command: ChildCommand) => void = () => undefined;
  let ms = 0;
  serveChild(
    {
      post: (message, transfer = []) => {
        messages.push(message);
        transferred.set(message.type, transfer);
        for (const one of waiting.filter(({ type }) => type === message.type)) one.resolve(message);
      },
      listen: (listener) => {
        command = listener;
      },
    },
    // A hundred ms a look: every step is long enough to breathe after.
    { assets: {}, now: () => (ms += 100), breathe: () => new Promise((resolve) => setTimeout(resolve, 0)) },
  );
  return {
    messages,
    transferred,
    send: (message: ChildCommand) => command(message),
    heard: (type: ChildMessage['type']) => new Promise<ChildMessage>((resolve) => waiting.push({ type, resolve })),
  };
}

describe('a child worker', () => {
  it('opens, loads, trains and answers with epochs, progress and the result', async () => {
    const child = serve();
    const done = child.heard('done');
    child.send({ type: 'open', backend: 'cpu' });
    await child.heard('opened');
    child.send({ type: 'load', split: brightColumns(40, 6, 3) });
    child.send({ type: 'train', id: 5, job });
    const message = await done;
    expect(message).toMatchObject({ type: 'done', id: 5, result: { backend: 'cpu' } });
    const kinds = child.messages.map(({ type }) => type);
    expect(kinds.filter((kind) => kind === 'epoch')).toHaveLength(2);
    expect(kinds).toContain('progress');
    expect(kinds.slice(0, 2)).toEqual(['opened', 'loaded']);
  });

  it('hands over the weights that a job asked to keep, each buffer once, and goes on from them', async () => {
    const child = serve();
    child.send({ type: 'open', backend: 'cpu' });
    await child.heard('opened');
    child.send({ type: 'load', split: brightColumns(40, 6, 3) });
    const first = child.heard('done');
    child.send({ type: 'train', id: 1, job: { ...job, keep: true } });
    const message = await first;
    if (message.type !== 'done' || message.result.state === undefined) throw new Error('no state was kept');
    const { state } = message.result;
    const buffers = new Set(child.transferred.get('done'));
    expect(buffers.size).toBe(child.transferred.get('done')?.length);
    for (const { buffer } of state.values.values()) expect(buffers.has(buffer as ArrayBuffer)).toBe(true);
    const second = child.heard('done');
    child.send({ type: 'train', id: 2, job: { ...job, resume: structuredClone(state) } });
    const rest = await second;
    if (rest.type !== 'done') throw new Error('not done');
    expect(rest.result.epochs.map(({ epoch }) => epoch)).toEqual([3, 4]);
    expect(child.transferred.get('done')).toEqual([]);
  });

  it('ends a child that is cancelled, and trains the next', async () => {
    const child = serve();
    child.send({ type: 'open', backend: 'cpu' });
    await child.heard('opened');
    child.send({ type: 'load', split: brightColumns(400, 6, 3) });
    child.send({ type: 'train', id: 1, job });
    await child.heard('progress');
    const failed = child.heard('failed');
    child.send({ type: 'cancel', id: 1 });
    expect(await failed).toMatchObject({ id: 1, error: { kind: 'aborted' } });
    const done = child.heard('done');
    child.send({ type: 'train', id: 2, job });
    expect(await done).toMatchObject({ id: 2 });
  });

  it('refuses a child before the images, and a second one beside the first', async () => {
    const child = serve();
    child.send({ type: 'open', backend: 'cpu' });
    await child.heard('opened');
    const early = child.heard('failed');
    child.send({ type: 'train', id: 1, job });
    expect(await early).toMatchObject({ id: 1, error: { kind: 'worker', message: expect.stringContaining('no images') } });
    child.send({ type: 'load', split: brightColumns(400, 6, 3) });
    child.send({ type: 'train', id: 2, job });
    const second = child.heard('failed');
    const done = child.heard('done');
    child.send({ type: 'train', id: 3, job });
    expect(await second).toMatchObject({ id: 3 });
    expect(await done).toMatchObject({ id: 2 });
  });

  it('answers a backend that it cannot have with the reason', async () => {
    const child = serve();
    child.send({ type: 'open', backend: 'webgpu' });
    expect(await child.heard('openFailed')).toMatchObject({ error: { kind: 'backend' } });
  });
});
