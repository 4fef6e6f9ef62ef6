import type { ReactNode } from 'react';
import type { Trial } from './useTrial';

interface TrialViewProps<C> {
  readonly trial: Trial<C>;
  /** False where a value of the form has to be mended first. */
  readonly isWhole: boolean;
  /** 'Trying four networks': what the trial does. */
  readonly doing: string;
  readonly note: string;
  readonly children: (cost: C) => ReactNode;
}

/** Asks what a job takes, before it can be started; the form's submit button. children: what it takes, and the button that starts it. */
export function TrialView<C>({ trial, isWhole, doing, note, children }: TrialViewProps<C>) {
  const { state } = trial;
  switch (state.kind) {
    case 'none':
    case 'failed':
      return (
        <div className="meas-cost">
          {state.kind === 'failed' ? (
            <p className="meas-fault" role="alert">
              {state.error.message} <b>{state.error.remedy}</b>
            </p>
          ) : null}
          <p className="meas-ways">
            <button type="submit" className="button primary" disabled={!isWhole}>
              See what it takes
            </button>
            <span className="meas-soft">{note}</span>
          </p>
        </div>
      );
    case 'trying':
      return (
        <p className="meas-cost meas-ways" role="status">
          <progress aria-label={doing} />
          <span>{doing} …</span>
          <button type="button" className="button" onClick={trial.cancel}>
            Cancel
          </button>
        </p>
      );
    case 'known':
      return (
        <div className="meas-cost" role="status">
          {children(state.cost)}
        </div>
      );
    default:
      return state satisfies never;
  }
}
