import { useEffect, useRef, useState } from 'react';
import type { RewardConfig } from '../../../engine/reward/config';
import { type Truth, useLab } from '../../store';
import { type DryRunState, summarise, type TriedDraft } from './dryRun';
import { rewardFault } from './PresetFields';

/** After so long without a key the draft is tried. */
const QUIET_MS = 350;

const WAITING: DryRunState = { kind: 'waiting' };
/** Of no draft at all. */
const UNTRIED: TriedDraft = { draft: null, state: WAITING };

/** Rewards under the reward in force, as far as they are known: the table's, else those of this run's children. */
function rewardsInForce(truth: Truth | null): ReadonlyMap<string, number> {
  const { children } = useLab.getState();
  if (truth !== null) return truth.rewards;
  return new Map(children.list().flatMap((row) => (Number.isFinite(row.reward) ? [[row.arch, row.reward]] : [])));
}

/**
 * The draft tried on every known child; the run is not touched. While the newest draft is being tried the answer is the one before's,
 * and isCurrent is false.
 */
export function useDryRun(draft: RewardConfig): { readonly dry: DryRunState; readonly isCurrent: boolean } {
  const dryRun = useLab((state) => state.dryRun);
  const truth = useLab((state) => state.truth);
  const isOpen = useLab((state) => state.status !== 'idle' && state.status !== 'loading');
  const [tried, setTried] = useState<TriedDraft>(UNTRIED);
  const newest = useRef(0);

  useEffect(() => {
    newest.current += 1;
    const mine = newest.current;
    const setState = (state: DryRunState): void => setTried({ draft, state });
    const fault = rewardFault(draft);
    if (fault !== null) {
      setState({ kind: 'failed', error: { kind: 'reward', message: fault, remedy: 'Change the value.' } });
      return;
    }
    if (!isOpen) {
      setState(WAITING);
      return;
    }
    const timer = setTimeout(() => {
      void dryRun(draft).then((result) => {
        if (mine !== newest.current) return;
        setState(
          result.ok
            ? { kind: 'ok', summary: summarise(result.rows, rewardsInForce(truth)) }
            : { kind: 'failed', error: result.error },
        );
      });
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [draft, dryRun, isOpen, truth]);

  return { dry: tried.state, isCurrent: tried.draft === draft };
}
