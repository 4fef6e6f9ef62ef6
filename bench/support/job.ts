import type { Profile, Realm } from './realm';

/** One task, ready to be checked and run on an engine. */
export interface Job {
  /** Numbers that every engine must agree on, computed on so many images. */
  check(images: number): Promise<readonly number[]>;
  /** Does the task so many times and waits until the last result is there. */
  run(times: number): Promise<void>;
  close(): Promise<void>;
}

export interface JobRealmOptions<Task> {
  readonly engine: string;
  readonly openJob: (task: Task) => Promise<Job>;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Where the time of a job goes. */
  readonly profile?: (job: Job, times: number, now: () => number) => Promise<Profile>;
  readonly peak?: () => Promise<number>;
  readonly peakBytes?: () => number;
}

/** A realm that does one job at a time. */
export function jobRealm<Task>({ engine, openJob, now, profile, peak, peakBytes }: JobRealmOptions<Task>): Realm<Task> {
  let job: Job | null = null;
  const current = (): Job => {
    if (job === null) throw new Error('no task has been loaded');
    return job;
  };
  const close = async (): Promise<void> => {
    await job?.close();
    job = null;
  };
  return {
    engine,
    async load(task) {
      await close();
      job = await openJob(task);
    },
    check: (images) => current().check(images),
    async run(times) {
      const started = now();
      await current().run(times);
      return now() - started;
    },
    profile: async (times) => (profile === undefined ? null : profile(current(), times, now)),
    peak: async () => (peak === undefined ? null : peak()),
    peakBytes: async () => peakBytes?.() ?? null,
    close,
  };
}
