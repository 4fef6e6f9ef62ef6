import { useEffect, useRef, useState } from 'react';
import type { Measurement } from '../../engine/core/measurement';
import type { RunConfig } from '../../engine/run/config';
import { isController } from '../../engine/search/isController';
import type { ChildRow, LabState } from '../store';
import { useLab } from '../store';
import { shownNow, usePreview, useShown } from '../store/preview';

/** Where the cell on show comes from. */
export type ShownOrigin = 'selected' | 'past' | 'latest';

export interface ShownCell {
  readonly arch: string;
  /** Id of the space that it is of. */
  readonly space: string;
  readonly origin: ShownOrigin;
  /** The episode it is shown for; 0 before the first. */
  readonly episode: number;
  /** Its reward there; null where it has not been scored under the reward in force. */
  readonly reward: number | null;
  /** What that reward was given for; null where it is not known. */
  readonly measurement: Measurement | null;
}

/** The child's measurement where it is of the trial that had this reward. */
function measuredAs(row: ChildRow | undefined, reward: number): Measurement | null {
  return row !== undefined && row.measuredReward === reward ? row.measurement : null;
}

/** At most one change of the latest cell in so many ms while a run goes fast: numbers stay readable. */
const CALM_MS = 900;

/** What a state of the page shows. */
export function shownOf(state: LabState): ShownCell | null {
  const { selectedArch, episodeCursor, children, run, config } = state;
  const { series, truth, isPreview, config: tried } = shownNow();
  if (config === null) return null;
  const space = config.space.id;
  const episode = episodeCursor ?? series.episodes;
  if (selectedArch !== null) {
    const row = children.get(selectedArch);
    const known = truth?.rewards.get(selectedArch);
    if (known !== undefined || row === undefined) {
      return { arch: selectedArch, space, origin: 'selected', episode, reward: known ?? null, measurement: null };
    }
    // Of several trials the one whose measurement is at hand.
    const reward = Number.isNaN(row.measuredReward) ? row.reward : row.measuredReward;
    return { arch: selectedArch, space, origin: 'selected', episode, reward, measurement: measuredAs(row, reward) };
  }
  if (episodeCursor !== null || isPreview) {
    const last = series.childrenOf(episode).at(-1);
    if (last === undefined) return null;
    const measurement = isPreview ? null : measuredAs(children.get(last.arch), last.reward);
    return { ...last, space: tried?.space.id ?? space, origin: 'past', episode, measurement };
  }
  const { lastChild } = run;
  if (lastChild !== null) {
    const { arch, reward, measurement } = lastChild;
    return { arch, space, origin: 'latest', episode: lastChild.episode, reward, measurement };
  }
  const training = run.training.at(-1);
  return training === undefined
    ? null
    : { arch: training.arch, space, origin: 'latest', episode, reward: null, measurement: null };
}

const same = (a: ShownCell | null, b: ShownCell | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.arch === b.arch &&
    a.space === b.space &&
    a.origin === b.origin &&
    a.episode === b.episode &&
    a.measurement === b.measurement &&
    Object.is(a.reward, b.reward));

/** The cell that strip, graph and curves show: the selected one, else the scrubbed episode's last, else the latest. */
export function useShownCell(): ShownCell | null {
  const space = useShown().config?.space.id;
  const [shown, setShown] = useState<ShownCell | null>(() => shownOf(useLab.getState()));
  const held = useRef(shown);
  useEffect(() => {
    let changedAt = 0;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const show = (): void => {
      timer = null;
      const next = shownOf(useLab.getState());
      if (same(next, held.current)) return;
      changedAt = performance.now();
      held.current = next;
      setShown(next);
    };
    const onChange = (state: LabState, before: LabState): void => {
      const byHand = state.selectedArch !== before.selectedArch || state.episodeCursor !== before.episodeCursor;
      if (byHand || state.status !== before.status || state.runId !== before.runId) {
        if (timer !== null) clearTimeout(timer);
        show();
      } else if (timer === null && state.version !== before.version) {
        const wait = state.status === 'running' ? CALM_MS : 0;
        timer = setTimeout(show, Math.max(0, changedAt + wait - performance.now()));
      }
    };
    show();
    const unsubscribe = useLab.subscribe(onChange);
    const unsubscribePreview = usePreview.subscribe(() => {
      timer ??= setTimeout(show, Math.max(0, changedAt + CALM_MS - performance.now()));
    });
    return () => {
      unsubscribe();
      unsubscribePreview();
      if (timer !== null) clearTimeout(timer);
    };
  }, []);
  // What is drawn may be of another space already: a moment later its first child is here.
  return shown?.space === space ? shown : null;
}

/**
 * Advantage of a reward as the strategy takes it: against the baseline, or normalised over the episode's children.
 * Null where there is no baseline to compare with.
 */
export function advantageOf(
  config: RunConfig,
  reward: number | null,
  baseline: number,
  episode: { readonly mean: number; readonly std: number },
): number | null {
  if (reward === null || !isController(config.strategy)) return null;
  const { kind } = config.strategy.baseline;
  if (kind === 'none') return reward;
  if (kind === 'batch-normalised') return episode.std > 0 ? (reward - episode.mean) / episode.std : 0;
  return Number.isFinite(baseline) ? reward - baseline : null;
}
