import { trainsChildren } from '../../../engine/estimate/trainsChildren';
import { useLab } from '../../store';

/** Before the first episode: what is awaited, and what the person can do. */
export function EmptyChart({ left, right }: { readonly left: number; readonly right: number }) {
  const status = useLab((state) => state.status);
  const tableState = useLab((state) => state.tableState.state);
  const trains = useLab((state) => state.config !== null && trainsChildren(state.config.estimator));
  const hasFault = useLab((state) => state.error !== null);
  const text =
    status === 'idle'
      ? 'Choose an experiment above: it starts by itself.'
      : status === 'failed'
        ? 'The run could not start. What to do is written above.'
        : status === 'loading' || tableState === 'loading'
          ? trains
            ? 'Making the images and the training ready …'
            : 'Reading the recorded table …'
          : status === 'paused'
            ? hasFault
              ? 'Paused by a fault before the first episode. What to do is written above.'
              : 'Paused before the first episode. Press play, or step through it.'
            : trains
              ? 'The first children are training. The first point appears when all of an episode are scored.'
              : 'The first episode is under way …';
  return (
    <p className="chart-empty" style={{ left, right }}>
      {text}
    </p>
  );
}
