import type { ReplayedView, ReplayProgress } from '../engine/run/replayTypes';
import { ViewReplay } from '../engine/run/viewReplay';
import { openSpace } from '../engine/space/catalogue';
import { type ReplayClock, ReplayDesk } from './replayDesk';
import type { ViewCommand } from './viewProtocol';

type ViewOrder = Pick<Extract<ViewCommand, { type: 'view' }>, 'pastId' | 'config' | 'episode' | 'recorded'>;

/** The view worker's logic, free of the worker itself. */
export class ViewDesk {
  private readonly desk: ReplayDesk<ViewReplay>;

  constructor(clock: ReplayClock) {
    this.desk = new ReplayDesk(clock);
  }

  /** Rejects as ViewReplay.at does. */
  view(
    { pastId, config, episode, recorded }: ViewOrder,
    signal: AbortSignal,
    progress: (at: ReplayProgress) => void,
  ): Promise<ReplayedView> {
    return this.desk.order(
      pastId,
      () => ViewReplay.open(config, openSpace(config.space)),
      (replay, onEpisode) => replay.at(episode, recorded, { signal, onEpisode }),
      progress,
    );
  }
}
