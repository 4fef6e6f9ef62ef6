import './cost.css';
import { formatCount, formatDuration } from './format';
import type { TrainingCost } from './trainingCost';

/** What a run that trains its children will cost. */
export function CostFacts({ cost }: { readonly cost: TrainingCost }) {
  return (
    <>
      <dl className="kv">
        <dt>a child</dt>
        <dd>
          {formatCount(cost.imagesPerChild)} images × {cost.epochs} {cost.epochs === 1 ? 'epoch' : 'epochs'}
        </dd>
        <dt>an episode</dt>
        <dd>up to {formatCount(cost.childrenPerEpisode)} children</dd>
        <dt>the whole run</dt>
        <dd>at most {formatCount(cost.distinctAtMost)} different children</dd>
        {cost.msPerChild === null ? null : (
          <>
            <dt>time, estimated</dt>
            <dd>
              {formatDuration(cost.msPerChild)} a child, {formatDuration(cost.msPerEpisode)} an episode,{' '}
              {formatDuration(cost.msAtMost)} at most
            </dd>
          </>
        )}
      </dl>
      <p className="cost-note">
        {cost.measuredOn === null
          ? 'How long a child takes here shows with the first one.'
          : `Times of one worker of the machine that measured the table (${cost.measuredOn}); yours will differ. Pause and reset work at any moment.`}
      </p>
    </>
  );
}
