import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataClient } from '../../../src/worker/dataClient';
import type { DataCommand, DataMessage } from '../../../src/worker/dataProtocol';

/** A worker that answers only when told to. */
class FakeWorker extends EventTarget {
  static last: FakeWorker;
  readonly commands: DataCommand[] = [];
  isTerminated = false;

  constructor() {
    super();
    FakeWorker.last = this;
  }

  postMessage(command: DataCommand): void {
    this.commands.push(command);
  }

  answer(data: DataMessage): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

beforeEach(() => vi.stubGlobal('Worker', FakeWorker));
afterEach(() => vi.unstubAllGlobals());

describe('DataClient', () => {
  it('gives each request its own answer, and errors by their kind', async () => {
    const client = new DataClient();
    const [listed, deleted] = [client.list(), client.delete('mnist')];
    const error = { kind: 'data', message: 'gone', remedy: 'fetch it' } as const;
    FakeWorker.last.answer({ type: 'failed', id: 2, error });
    FakeWorker.last.answer({ type: 'listed', id: 1, datasets: [] });
    expect(await listed).toEqual([]);
    await expect(deleted).rejects.toMatchObject(error);
  });

  it('asks for nothing on behalf of somebody who has left', async () => {
    const client = new DataClient();
    await expect(client.fetch('mnist', { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'aborted' });
    expect(FakeWorker.last.commands).toEqual([]);
  });

  it('leaves nobody waiting when it is disposed of, or when its worker cannot be loaded', async () => {
    const client = new DataClient();
    const listed = client.list();
    client.dispose();
    await expect(listed).rejects.toMatchObject({ kind: 'aborted' });
    expect(FakeWorker.last.isTerminated).toBe(true);

    const second = new DataClient().list();
    FakeWorker.last.dispatchEvent(new Event('error'));
    await expect(second).rejects.toMatchObject({
      kind: 'worker',
      message: 'The data worker failed: its program could not be loaded.',
    });
  });

  it('ends a worker that has failed and asks a new one the next time', async () => {
    const client = new DataClient();
    const broken = FakeWorker.last;
    const lost = client.list();
    broken.dispatchEvent(new Event('error'));
    await expect(lost).rejects.toMatchObject({ kind: 'worker' });
    expect(broken.isTerminated).toBe(true);

    const listed = client.list();
    expect(FakeWorker.last).not.toBe(broken);
    broken.dispatchEvent(new Event('error'));
    FakeWorker.last.answer({ type: 'listed', id: 2, datasets: [] });
    expect(await listed).toEqual([]);
  });

  it('cancels what is under way, and nothing that was answered', async () => {
    const client = new DataClient();
    const stop = new AbortController();
    const done = client.fetch('mnist', { signal: stop.signal });
    FakeWorker.last.answer({ type: 'failed', id: 1, error: { kind: 'data', message: 'gone', remedy: 'again' } });
    await expect(done).rejects.toMatchObject({ kind: 'data' });
    const more = client.fetch('mnist', { signal: stop.signal });
    stop.abort();
    expect(FakeWorker.last.commands.filter(({ type }) => type === 'cancel')).toEqual([{ type: 'cancel', id: 2 }]);
    client.dispose();
    await expect(more).rejects.toMatchObject({ kind: 'aborted' });
    await expect(client.list()).rejects.toMatchObject({ kind: 'aborted' });
  });
});
