import { throwIfAborted } from '../engine/core/errors';
import { answersAtOnce } from '../engine/estimate/config';
import type { Estimator } from '../engine/estimate/types';
import type { RunConfig } from '../engine/run/config';
import { OutcomeRecorder, simulateOutcome } from '../engine/run/outcome';
import { openSpace } from '../engine/space';
import { type KeptOutcome, keptOutcome } from '../worker/compareProtocol';
import { BREATH_MS, makeBreath } from './breath';
import { makeNodeReward } from './nodeReward';
import { runSearch } from './runSearch';
import { nodeWasmAssets } from './wasmAssets';

export interface OutcomePlace {
  readonly root: string;
  readonly signal: AbortSignal;
  /** Told now and then how many episodes are done. */
  readonly onEpisode: (episode: number) => void;
}

/**
 * What runs come to, one after another: simulated where children are looked up, else run. Rejects with LabError 'aborted' on the signal,
 * which is heard between two short runs as well as in a long one.
 */
export function makeOutcomePlayer({ root, signal, onEpisode }: OutcomePlace) {
  const now = (): number => performance.now();
  const breathe = makeBreath(now);
  return async (config: RunConfig, estimator: Estimator): Promise<KeptOutcome> => {
    await breathe();
    throwIfAborted(signal, 'The comparison');
    if (!answersAtOnce(config.estimator)) {
      const recorder = new OutcomeRecorder();
      const done = await runSearch(config, undefined, {
        root,
        estimator,
        signal,
        folder: null,
        emit: (event) => {
          if (event.type !== 'episode') return;
          recorder.add(event);
          onEpisode(event.episode);
        },
      });
      return keptOutcome(recorder.outcome(done.best));
    }
    const deps = {
      space: openSpace(config.space),
      estimator,
      makeReward: (reward: RunConfig['reward']) => makeNodeReward(reward, root),
      tensorAssets: async () => ({ wasm: nodeWasmAssets(root) }),
      now,
    };
    const onSlice = async (episodes: number): Promise<void> => {
      onEpisode(episodes);
      await breathe();
      throwIfAborted(signal, 'The comparison');
    };
    return keptOutcome(await simulateOutcome(config, deps, onSlice, BREATH_MS));
  };
}
