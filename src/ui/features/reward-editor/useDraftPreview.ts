import { useEffect, useRef } from 'react';
import type { RewardConfig } from '../../../engine/reward/config';
import { instantConfig, usePreview } from '../../store/preview';
import { rewardFault } from './PresetFields';

/** Code is tried once the fingers rest for a moment: each text gets a sandbox of its own. */
const QUIET_MS = 120;

/**
 * The run computed again at once with every draft that can be evaluated: chart and map follow the text. What does not compile leaves
 * the last one that did. A draft that was only opened moves nothing.
 */
export function useDraftPreview(draft: RewardConfig, inForce: RewardConfig): void {
  const opened = useRef(draft);
  useEffect(() => usePreview.getState().prepare(), []);
  useEffect(() => {
    if (draft === opened.current) return;
    opened.current = draft;
    const { proposal, propose, back } = usePreview.getState();
    const run = instantConfig();
    if (run === null || rewardFault(draft) !== null) return;
    const config = { ...(proposal?.config ?? run), reward: draft };
    const timer = setTimeout(
      () => {
        if (JSON.stringify(draft) === JSON.stringify(inForce) && (proposal === null || proposal.path === 'draft')) back();
        else propose({ config, change: draft.id === 'code' ? 'the reward as written' : 'another reward', path: 'draft' });
      },
      draft.id === 'code' ? QUIET_MS : 0,
    );
    return () => clearTimeout(timer);
  }, [draft, inForce]);
}
