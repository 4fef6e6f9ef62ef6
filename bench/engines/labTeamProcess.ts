import { openThreadRealm } from '../support/processRealm';
import type { Realm } from '../support/realm';
import { serveProcess } from '../support/serveRealm';
import { now, peakBytes } from './node';
import type { Task } from './task';

/**
 * Process with a team of worker threads, each with a child of its own, as the lab trains several children: run(times) is
 * the time per child, times done by each.
 */
await serveProcess<{ root: string; workers: number }, Task>(async ({ root, workers }): Promise<Realm<Task>> => {
  const team: Realm<Task>[] = [];
  for (let i = 0; i < workers; i += 1) {
    const opened = await openThreadRealm<Task>(new URL('./labThread.js', import.meta.url), { root });
    if (!opened.ok) throw new Error(opened.reason);
    team.push(opened.realm);
  }
  const [first] = team;
  if (first === undefined) throw new Error('a team has a worker at least');
  const together = async (work: (member: Realm<Task>) => Promise<unknown>): Promise<void> =>
    void (await Promise.all(team.map(work)));
  return {
    engine: `${first.engine}, ${workers} workers`,
    load: (task) => together((member) => member.load(task)),
    check: (images) => first.check(images),
    async run(times) {
      const started = now();
      await together((member) => member.run(times));
      return (now() - started) / workers;
    },
    profile: async () => null,
    peak: async () => null,
    peakBytes: async () => peakBytes(),
    close: () => together((member) => member.close()),
  };
});
