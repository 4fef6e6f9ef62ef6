import { useMemo } from 'react';
import type { ReplayedView } from '../../../engine/run/replayTypes';
import { useLab } from '../../store';
import { usePreview } from '../../store/preview';
import { type Moment, recordsUpTo } from './moment';
import { type Replaying, type ReplayWish, useReplay } from './useReplay';

/** A knob that is dragged proposes other settings all the time: they are replayed once it rests. */
const REST_MS = 250;

export interface Thought extends Omit<Replaying, 'replayed'> {
  /** What can be shown; while another is on its way the one before it. Null: nothing yet. */
  readonly moment: Moment | null;
  /** The episode that is asked for; null: whatever the run itself says, as it goes on. */
  readonly wanted: number | null;
  /** False: the moment is of the settings being tried. */
  readonly isOfRun: boolean;
}

/**
 * How the strategy thinks: as the run says it while it goes on; at the time cursor, wherever the run stands still, and of settings that are
 * being tried, replayed from what is recorded. isOff: nothing is computed.
 */
export function useThought(isOff: boolean): Thought {
  const config = useLab((state) => state.config);
  const series = useLab((state) => state.series);
  const children = useLab((state) => state.children);
  const live = useLab((state) => state.run.thought);
  const cursor = useLab((state) => state.episodeCursor);
  const isGoingOn = useLab(({ status }) => status === 'running' || status === 'loading');
  // A running run says so itself: not drawn anew with each of its batches.
  const standing = useLab((state) => (isGoingOn ? 0 : state.run.counts.episodes));
  const preview = usePreview((state) => state.shown);
  const tried = preview === null || preview.progress === 'computing' ? 0 : preview.series.episodes;
  const said = live?.episode === standing ? 0 : standing;
  const episode = isOff ? 0 : preview === null ? (cursor ?? said) : Math.min(cursor ?? tried, tried);

  const wish = useMemo((): ReplayWish | null => {
    if (episode === 0) return null;
    if (preview !== null)
      return { config: preview.proposal.config, series: preview.series, episode, children: null, delayMs: REST_MS };
    return config === null ? null : { config, series, episode, children, delayMs: 0 };
  }, [episode, preview, config, series, children]);
  const { replayed, ...state } = useReplay(wish);

  const ofRun = useMemo((): Moment | null => {
    if (config === null || live === null) return null;
    const { episode, view } = live;
    const records = recordsUpTo(series, episode, (trial) => series.lineage.of(trial));
    return { config, episode, view, records, children: children.list().filter(({ firstEpisode }) => firstEpisode <= episode) };
  }, [config, live, series, children]);
  const ofReplay = useMemo((): Moment | null => {
    if (replayed === null) return null;
    const { episode, view, answers } = replayed;
    const known = answers.children?.list().filter(({ firstEpisode }) => firstEpisode <= episode) ?? [];
    const records = recordsUpTo(answers.series, episode, (trial) => originOf(replayed, trial));
    return { config: answers.config, episode, view, records, children: known };
  }, [replayed]);
  const replaysRun = replayed?.answers.series === series;
  // While a knob is dragged the last settings' view stays until the next one's is here.
  const isReplayShown = state.error === null && (preview === null ? wish !== null && replaysRun : !replaysRun);
  const shown = isReplayShown ? ofReplay : null;
  return { ...state, moment: shown ?? ofRun, wanted: wish?.episode ?? null, isOfRun: shown === null || replaysRun };
}

const originOf = ({ origins, trials }: ReplayedView, trial: number) => origins[trial - (trials - origins.length)] ?? null;
