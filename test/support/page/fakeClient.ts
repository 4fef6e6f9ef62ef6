import type { PlainError } from '../../../src/engine/core/errors';
import type { Measurement } from '../../../src/engine/core/measurement';
import { Rng } from '../../../src/engine/core/rng';
import type { TableFile } from '../../../src/engine/estimate/tableFile';
import type { EpisodeSummary, RunEvent } from '../../../src/engine/run/events';
import type { RunClient } from '../../../src/worker/client';
import type { Pace, RunCommand, RunMessage, RunStatus } from '../../../src/worker/protocol';

/** Which of the page's states the fake shows. */
export interface FakeScript {
  readonly table: TableFile;
  /** Episodes that have happened when the run opens. */
  readonly past: number;
  /** Stops by itself with this error after so many episodes. */
  readonly failure?: { readonly afterEpisode: number; readonly error: PlainError };
  /** Says nothing after 'loading'. */
  readonly stuck?: boolean;
  readonly backend?: { readonly label: string; readonly reason: string };
}

const TICK_MS = 100;
const CHILDREN = 20;

/** Messages of a run worker, without one: a seeded stand-in with the same protocol, for tests and pictures of the page. */
export function openFakeClient(script: FakeScript): RunClient {
  const listeners = new Set<(message: RunMessage) => void>();
  const tell = (message: RunMessage): void => {
    for (const listener of listeners) listener(message);
  };
  const rewards = script.table.rows.map(
    (row) => 100 * (row.runs.reduce((sum, run) => sum + Math.max(...run.validAccuracy), 0) / row.runs.length),
  );
  let rng = Rng.fromSeed(1, 'fake client');
  let logits = new Float64Array(rewards.length);
  let baseline = Number.NaN;
  let episode = 0;
  let limit = 1000;
  let best = { arch: '', reward: Number.NEGATIVE_INFINITY };
  let seen = new Set<string>();
  let runId = '';
  let pace: Pace = 10;
  let due = 0;
  let timer: ReturnType<typeof setInterval> | null = null;
  let status: RunStatus = 'loading';
  let failed = false;

  const setStatus = (next: RunStatus, error?: PlainError): void => {
    status = next;
    tell({ type: 'status', runId, status: next, ...(error === undefined ? {} : { error }) });
  };

  const policyNow = (): Float64Array => {
    const top = Math.max(...logits);
    const weights = logits.map((logit) => Math.exp(logit - top));
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => weight / sum);
  };

  const measurementOf = (index: number): Measurement => {
    const row = script.table.rows[index];
    if (row === undefined) throw new RangeError(`fake client: no row ${index}`);
    const curve = row.runs[0]?.validAccuracy ?? [];
    return {
      arch: row.arch,
      validAccuracy: (rewards[index] ?? 0) / 100,
      testAccuracy: row.runs[0]?.testAccuracy ?? null,
      epochs: curve.map((validAccuracy, i) => ({
        epoch: i + 1,
        trainLoss: 0.3,
        trainAccuracy: 0.9,
        validLoss: 0.2,
        validAccuracy,
        trainMs: 4000,
      })),
      params: row.params,
      macs: row.macs,
      memoryBytes: row.memoryBytes,
      latencyMs: row.latencyMs,
      trainMs: row.runs[0]?.trainMs ?? null,
      source: `table ${script.table.id}, mean`,
    };
  };

  const runEpisode = (events: RunEvent[]): void => {
    const p = policyNow();
    const picks = Array.from({ length: CHILDREN }, () => rng.categorical(p));
    const scored = picks.map((pick) => rewards[pick] ?? 0);
    const mean = scored.reduce((a, b) => a + b, 0) / CHILDREN;
    if (Number.isNaN(baseline)) baseline = mean;
    picks.forEach((pick, i) => {
      const advantage = (scored[i] ?? 0) - baseline;
      for (let k = 0; k < logits.length; k += 1) {
        const shared = Math.floor(k / 8) === Math.floor(pick / 8) ? 0.25 : 0;
        const shared2 = k % 8 === pick % 8 ? 0.25 : 0;
        const hit = k === pick ? 0.5 : 0;
        logits[k] = (logits[k] ?? 0) + 0.012 * advantage * (hit + shared + shared2 - (p[k] ?? 0) * 4);
      }
    });
    const used = baseline;
    baseline = 0.95 * baseline + 0.05 * mean;
    episode += 1;
    picks.forEach((pick, i) => {
      const arch = script.table.rows[pick]?.arch ?? '';
      const reward = scored[i] ?? 0;
      if (reward > best.reward) best = { arch, reward };
      if (!seen.has(arch) || i === CHILDREN - 1) {
        events.push({
          type: 'child',
          episode,
          trial: (episode - 1) * CHILDREN + i,
          arch,
          reward,
          measurement: measurementOf(pick),
          cached: seen.has(arch),
        });
      }
      seen.add(arch);
    });
    const after = policyNow();
    const marginals = [0, 1].map((decision) =>
      Array.from({ length: 8 }, (_, k) =>
        after.reduce((sum, value, index) => sum + ((decision === 0 ? Math.floor(index / 8) : index % 8) === k ? value : 0), 0),
      ),
    );
    const entropy = -after.reduce((sum, value) => sum + (value > 0 ? value * Math.log(value) : 0), 0);
    const summary: EpisodeSummary = {
      episode,
      archs: picks.map((pick) => script.table.rows[pick]?.arch ?? ''),
      rewards: scored,
      mean,
      min: Math.min(...scored),
      max: Math.max(...scored),
      std: Math.sqrt(scored.reduce((sum, value) => sum + (value - mean) ** 2, 0) / CHILDREN),
      bestReward: best.reward,
      bestArch: best.arch,
      entropy,
      policyLoss: -0.01 * (rng.uniform() - 0.3),
      loss: -0.01 * (rng.uniform() - 0.3) - 1e-4 * entropy,
      kl: 0.002 * rng.uniform(),
      baseline: used,
      children: episode * CHILDREN,
      uniqueChildren: seen.size,
      policy: [...after],
      marginals,
    };
    events.push({ type: 'episode', ...summary });
  };

  const advance = (count: number): void => {
    const events: RunEvent[] = [];
    for (let i = 0; i < count && episode < limit; i += 1) {
      const { failure } = script;
      if (failure !== undefined && !failed && episode >= failure.afterEpisode) {
        failed = true;
        events.push({ type: 'paused', episode, error: failure.error });
        tell({ type: 'events', runId, events });
        setStatus('paused', failure.error);
        return;
      }
      runEpisode(events);
    }
    if (episode >= limit) {
      const row = script.table.rows.findIndex((entry) => entry.arch === best.arch);
      events.push({
        type: 'done',
        reason: 'episodes',
        best: { ...best, measurement: measurementOf(Math.max(0, row)) },
        episodes: episode,
        children: episode * CHILDREN,
        uniqueChildren: seen.size,
        wallMs: 1000,
      });
    }
    if (events.length > 0) tell({ type: 'events', runId, events });
    if (episode >= limit) setStatus('done');
  };

  const tick = (): void => {
    if (status !== 'running') return;
    due += pace === null ? 30 : (pace * TICK_MS) / 1000;
    const whole = Math.floor(due);
    due -= whole;
    if (whole > 0) advance(whole);
  };

  const open = (command: Extract<RunCommand, { type: 'open' }>): void => {
    rng = Rng.fromSeed(command.config.seed, 'fake client');
    logits = new Float64Array(rewards.length);
    baseline = Number.NaN;
    episode = 0;
    best = { arch: '', reward: Number.NEGATIVE_INFINITY };
    seen = new Set();
    ({ runId } = command);
    pace = command.pace;
    limit = command.config.stop.episodes;
    setStatus('loading');
    if (script.stuck === true) return;
    tell({
      type: 'backend',
      report: script.backend ?? { label: 'Recorded table', reason: 'Rewards are looked up: nothing is trained.' },
    });
    tell({ type: 'events', runId, events: [{ type: 'started', config: command.config, resumedAtEpisode: 0 }] });
    if (script.past > 0) advance(script.past);
    if (status === 'loading') setStatus(command.play ? 'running' : 'paused');
    timer ??= setInterval(tick, TICK_MS);
  };

  return {
    send(command) {
      queueMicrotask(() => {
        switch (command.type) {
          case 'open':
            return open(command);
          case 'play':
            return setStatus('running');
          case 'pause':
            return setStatus('paused');
          case 'step':
            advance(1);
            return status === 'done' ? undefined : setStatus('paused');
          case 'pace':
            pace = command.pace;
            return;
          case 'setReward':
            return tell({
              type: 'events',
              runId,
              events: [
                {
                  type: 'rewardChanged',
                  episode,
                  formula: command.reward.id === 'code' ? command.reward.source : command.reward.id,
                  reward: command.reward,
                },
              ],
            });
          case 'dryRun':
            return tell({
              type: 'dryRun',
              id: command.id,
              rows: script.table.rows.map((row, i) => ({ arch: row.arch, reward: rewards[i] ?? 0 })),
            });
          case 'export':
            return tell({
              type: 'exportFailed',
              id: command.id,
              error: { kind: 'storage', message: 'A stand-in has nothing to export.', remedy: 'Use the real page.' },
            });
          case 'close':
            status = 'paused';
            return;
          default:
            command satisfies never;
        }
      });
    },
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      listeners.clear();
      if (timer !== null) clearInterval(timer);
    },
  };
}
