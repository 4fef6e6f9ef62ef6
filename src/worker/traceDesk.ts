import type { TensorAssets } from '../engine/controller/openPolicy';
import { EpisodeTracer } from '../engine/run/trace';
import type { EpisodeTrace } from '../engine/run/traceTypes';
import { openSpace } from '../engine/space/catalogue';
import type { TraceCommand, TraceProgress } from './traceProtocol';

export interface TraceDeskDeps {
  readonly tensorAssets: TensorAssets;
  readonly now: () => number;
  /** Resolves in a later task, so that a cancel is heard. */
  readonly nextTask: () => Promise<void>;
}

type TraceOrder = Pick<Extract<TraceCommand, { type: 'trace' }>, 'runId' | 'config' | 'episode' | 'recorded'>;

/** A replay is heard of, and hears, at most so often. */
const SLICE_MS = 80;

/** The trace worker's logic, free of the worker itself: one replay is kept, that of the run asked for last. */
export class TraceDesk {
  private held: { readonly runId: string; readonly tracer: EpisodeTracer } | null = null;
  /** Orders are carried out one after another: they share the replay. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly deps: TraceDeskDeps) {}

  /** Rejects as EpisodeTracer.trace does. */
  trace(order: TraceOrder, signal: AbortSignal, progress: (at: TraceProgress) => void): Promise<EpisodeTrace> {
    const traced = this.queue.then(() => this.carryOut(order, signal, progress));
    this.queue = traced.catch(() => undefined);
    return traced;
  }

  private async carryOut(order: TraceOrder, signal: AbortSignal, progress: (at: TraceProgress) => void): Promise<EpisodeTrace> {
    const { now, nextTask } = this.deps;
    const tracer = await this.tracerOf(order);
    let heard = now();
    return tracer.trace(order.episode, order.recorded, {
      signal,
      onEpisode: (done, total) => {
        if (now() - heard < SLICE_MS) return undefined;
        heard = now();
        progress({ done, total });
        return nextTask();
      },
    });
  }

  private async tracerOf({ runId, config }: TraceOrder): Promise<EpisodeTracer> {
    if (this.held?.runId === runId) return this.held.tracer;
    this.held?.tracer.dispose();
    this.held = null;
    const tracer = await EpisodeTracer.open(config, {
      space: openSpace(config.space),
      tensorAssets: this.deps.tensorAssets,
    });
    this.held = { runId, tracer };
    return tracer;
  }
}
