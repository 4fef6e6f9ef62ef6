/** Where the time of a run goes, per run. */
export interface Profile {
  /** Milliseconds until the last result is there, without and with the clocks around each op. */
  readonly plainMs: number;
  readonly clockedMs: number;
  /** Of clockedMs, what passes before the program lets go: on a GPU the time to encode, elsewhere all of it. */
  readonly hostMs: number;
  /** Dispatches to a GPU; null where there is none. */
  readonly dispatches: number | null;
  /** Time inside each kernel of tfjs and calls of it; on a GPU the time to encode. */
  readonly ops: readonly { readonly name: string; readonly ms: number; readonly calls: number }[];
}

/**
 * One engine in a realm of its own (a process, a worker thread, a page of Chromium), so that none sees another's tfjs.
 * Task: what it is to compute, as JSON.
 */
export interface Realm<Task> {
  /** What computes, in words. */
  readonly engine: string;
  /** Makes a task ready, in place of the one before. */
  load(task: Task): Promise<void>;
  /** Numbers that every engine must agree on, computed on so many images. */
  check(images: number): Promise<readonly number[]>;
  /** Does the task so many times; milliseconds until the last result was there. */
  run(times: number): Promise<number>;
  /** Does the task so many times and tells where the time goes; null where the engine cannot tell. */
  profile(times: number): Promise<Profile | null>;
  /** Peak of the arithmetic this engine is built on, in GFLOP/s, measured now; null where it is not known. */
  peak(): Promise<number | null>;
  /** Largest resident memory of the realm's process so far; null where the system does not tell. */
  peakBytes(): Promise<number | null>;
  close(): Promise<void>;
}

/** A realm that this machine may lack. */
export type OpenedRealm<Task> =
  | { readonly ok: true; readonly realm: Realm<Task> }
  | { readonly ok: false; readonly reason: string };

/** A request to a realm, and its answer: JSON over a pipe, a message port or a page. */
export type Request =
  | { readonly method: 'load'; readonly task: unknown }
  | { readonly method: 'check'; readonly images: number }
  | { readonly method: 'run' | 'profile'; readonly times: number }
  | { readonly method: 'peak' | 'peakBytes' | 'close' };
/** A number that JSON cannot hold (NaN, an infinity) arrives as null. */
export type Reply =
  | { readonly engine: string }
  | { readonly values: readonly (number | null)[] }
  | { readonly profile: Profile | null }
  | { readonly error: string };

/** Sends one request and gives its reply; requests are answered in order, one at a time. */
export type Ask = (request: Request) => Promise<Reply>;

const some = (value: number | null): number[] => (value === null ? [] : [value]);

/** The realm's end: carries out one request. */
export async function answer<Task>(realm: Realm<Task>, request: Request): Promise<Reply> {
  switch (request.method) {
    case 'load':
      await realm.load(request.task as Task);
      return { values: [] };
    case 'check':
      return { values: await realm.check(request.images) };
    case 'run':
      return { values: [await realm.run(request.times)] };
    case 'profile':
      return { profile: await realm.profile(request.times) };
    case 'peak':
      return { values: some(await realm.peak()) };
    case 'peakBytes':
      return { values: some(await realm.peakBytes()) };
    case 'close':
      await realm.close();
      return { values: [] };
    default:
      return request satisfies never;
  }
}

/** The bench's end: a realm that is elsewhere. hangUp ends its host, after it was asked to close. */
export function remoteRealm<Task>(engine: string, ask: Ask, hangUp: () => Promise<void>): Realm<Task> {
  const values = async (request: Request): Promise<number[]> => {
    const reply = await ask(request);
    if ('values' in reply) return reply.values.map((value) => value ?? Number.NaN);
    throw new Error('error' in reply ? reply.error : `unexpected answer to ${request.method}`);
  };
  const first = async (request: Request): Promise<number | null> => (await values(request))[0] ?? null;
  return {
    engine,
    load: async (task) => void (await values({ method: 'load', task })),
    check: (images) => values({ method: 'check', images }),
    run: async (times) => (await first({ method: 'run', times })) ?? Number.NaN,
    async profile(times) {
      const reply = await ask({ method: 'profile', times });
      if ('profile' in reply) return reply.profile;
      throw new Error('error' in reply ? reply.error : 'unexpected answer to profile');
    },
    peak: () => first({ method: 'peak' }),
    peakBytes: () => first({ method: 'peakBytes' }),
    async close() {
      try {
        await values({ method: 'close' });
      } finally {
        await hangUp();
      }
    },
  };
}

/** The realm that says hello over ask's channel, or why there is none. */
export async function greet<Task>(hello: Reply, ask: Ask, hangUp: () => Promise<void>): Promise<OpenedRealm<Task>> {
  if ('engine' in hello) return { ok: true, realm: remoteRealm(hello.engine, ask, hangUp) };
  await hangUp();
  return { ok: false, reason: 'error' in hello ? hello.error : 'it said something unexpected' };
}

export function explain(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The first line of what was thrown: a bench's remark has one. */
export function firstLine(thrown: unknown): string {
  return explain(thrown).split('\n')[0] ?? '';
}
