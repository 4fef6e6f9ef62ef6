import { fromPlainError } from '../engine/core/errors';
import { canonicalJson } from '../engine/core/json';
import { answersAtOnce } from '../engine/estimate/config';
import type { Estimator } from '../engine/estimate/types';
import type { RunConfig } from '../engine/run/config';
import type { RunEvent } from '../engine/run/events';
import { createRun } from '../engine/run/run';
import type { Checkpoint } from '../engine/run/types';
import { openSpace } from '../engine/space';
import { makeBreath } from './breath';
import { makeNodeReward } from './nodeReward';
import type { RunFolder } from './runFolder';
import { nodeWasmAssets } from './wasmAssets';

export type DoneEvent = Extract<RunEvent, { type: 'done' }>;

export interface SearchPlace {
  readonly root: string;
  readonly estimator: Estimator;
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
  /** Where the run is kept; null for a run that is only shown. */
  readonly folder: RunFolder | null;
}

/**
 * Runs a search to its end. Rejects with 'aborted' on the signal (the folder's checkpoint then holds everything up to the
 * last whole episode, and the children trained since), or with the error the run stands at (the checkpoint then holds the same).
 */
export async function runSearch(config: RunConfig, checkpoint: Checkpoint | undefined, place: SearchPlace): Promise<DoneEvent> {
  const { folder, signal } = place;
  let done: DoneEvent | null = null;
  let episode: RunEvent | null = null;
  // Children that are trained are waited for; a run that looks them up never leaves its promises by itself.
  const breathe = answersAtOnce(config.estimator) ? makeBreath(() => performance.now()) : () => undefined;
  const run = await createRun(
    config,
    {
      space: openSpace(config.space),
      estimator: place.estimator,
      makeReward: (reward) => makeNodeReward(reward, place.root),
      tensorAssets: async () => ({ wasm: nodeWasmAssets(place.root) }),
      now: () => performance.now(),
      emit: (event) => {
        folder?.record(event);
        if (event.type === 'done') done = event;
        if (event.type === 'episode') episode = event;
        else place.emit(event);
      },
      save: (take) => {
        folder?.save(take());
        // Shown once it is kept: whoever has seen an episode finds it after a kill.
        if (episode !== null) place.emit(episode);
        return undefined;
      },
      gate: breathe,
    },
    checkpoint,
  );
  try {
    // config.json names the reward that is wanted; a checkpoint may come from before it was changed.
    const inForce = checkpoint?.nextReward?.reward ?? checkpoint?.reward ?? config.reward;
    if (canonicalJson(inForce) !== canonicalJson(config.reward)) run.setReward(config.reward);
    const outcome = await run.advance(signal);
    folder?.flush();
    if (outcome.kind === 'halted') {
      folder?.keep(run.checkpoint());
      throw fromPlainError(outcome.error);
    }
    if (done === null) throw new TypeError('runSearch: the run ended without its last event');
    return done;
  } catch (thrown) {
    if (signal.aborted) folder?.keep(run.checkpoint());
    throw thrown;
  } finally {
    run.dispose();
  }
}
