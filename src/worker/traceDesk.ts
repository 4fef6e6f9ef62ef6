import type { TensorAssets } from '../engine/controller/openPolicy';
import type { ReplayProgress } from '../engine/run/replayTypes';
import { EpisodeTracer } from '../engine/run/trace';
import type { EpisodeTrace } from '../engine/run/traceTypes';
import { openSpace } from '../engine/space/catalogue';
import { type ReplayClock, ReplayDesk } from './replayDesk';
import type { TraceCommand } from './traceProtocol';

export interface TraceDeskDeps extends ReplayClock {
  readonly tensorAssets: TensorAssets;
}

type TraceOrder = Pick<Extract<TraceCommand, { type: 'trace' }>, 'runId' | 'config' | 'episode' | 'recorded'>;

/** The trace worker's logic, free of the worker itself. */
export class TraceDesk {
  private readonly desk: ReplayDesk<EpisodeTracer>;

  constructor(private readonly deps: TraceDeskDeps) {
    this.desk = new ReplayDesk(deps);
  }

  /** Rejects as EpisodeTracer.trace does. */
  trace(
    { runId, config, episode, recorded }: TraceOrder,
    signal: AbortSignal,
    progress: (at: ReplayProgress) => void,
  ): Promise<EpisodeTrace> {
    const { tensorAssets } = this.deps;
    return this.desk.order(
      runId,
      () => EpisodeTracer.open(config, { space: openSpace(config.space), tensorAssets }),
      (tracer, onEpisode) => tracer.trace(episode, recorded, { signal, onEpisode }),
      progress,
    );
  }
}
