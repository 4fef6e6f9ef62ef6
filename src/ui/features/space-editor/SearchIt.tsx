import { useState } from 'react';
import type { RunConfig } from '../../../engine/run/config';
import type { ReadSpace } from '../../../worker/spaceProtocol';
import { AskToTrain } from '../../shared/AskToTrain';
import { useStoredData } from '../../shared/useStoredData';
import { useLab } from '../../store';
import { type SearchChoice, searchRun } from './searchRun';

interface SearchItProps {
  /** The last good space; null before the first. */
  readonly space: ReadSpace | null;
  /** Whether it is the one in the editor. */
  readonly isCurrent: boolean;
  readonly image: SearchChoice['image'];
}

/** Starts a run on the space; what training costs is said before it starts. */
export function SearchIt({ space, isCurrent, image }: SearchItProps) {
  const openRun = useLab((state) => state.openRun);
  const setPanel = useLab((state) => state.setPanel);
  const running = useLab((state) => state.config?.space.id ?? null);
  const episodes = useLab((state) => state.run.counts.episodes);
  const stored = useStoredData();
  const [strategy, setStrategy] = useState<SearchChoice['strategy']>('regularized-evolution');
  const [worth, setWorth] = useState<SearchChoice['worth']>('synthetic');
  const [asking, setAsking] = useState<RunConfig | null>(null);
  const data = stored.state === 'known' && stored.datasets.some(({ id }) => id === 'mnist') ? 'mnist' : 'digits';
  const search = (): void => {
    if (space === null) return;
    const config = searchRun(space, { strategy, worth, data, image }, useLab.getState().config?.seed ?? 1);
    if (worth === 'train') setAsking(config);
    else openRun(config, { play: true });
  };
  const isRunning = space !== null && running === space.config.id;
  return (
    <section className="space-search" aria-label="Search this space">
      <div className="space-line">
        <label>
          <span className="space-soft">by</span>{' '}
          <select
            aria-label="by which strategy"
            value={strategy}
            onChange={({ target }) => setStrategy(target.value === 'random' ? 'random' : 'regularized-evolution')}
          >
            <option value="regularized-evolution">regularized evolution</option>
            <option value="random">random search</option>
          </select>
        </label>
        <label>
          <span className="space-soft">on</span>{' '}
          <select
            aria-label="on which rewards"
            value={worth}
            onChange={({ target }) => setWorth(target.value === 'train' ? 'train' : 'synthetic')}
          >
            <option value="synthetic">an invented landscape</option>
            <option value="train">training for real</option>
          </select>
        </label>
        <button type="button" className="button primary" disabled={space === null || !isCurrent} onClick={search}>
          Search this space
        </button>
      </div>
      <p className="space-soft" role="status">
        {space !== null && !isCurrent ? 'Correct the errors to search it; a run that is open goes on.' : null}
        {isRunning && isCurrent ? (
          <>
            The open run searches it{episodes > 0 ? `, episode ${episodes}` : ''}.{' '}
            <button type="button" className="link" onClick={() => setPanel('settings')}>
              Change how, under Settings
            </button>
          </>
        ) : null}
      </p>
      {asking === null ? null : (
        <AskToTrain
          config={asking}
          onStart={() => {
            openRun(asking, { play: true });
            setAsking(null);
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </section>
  );
}
