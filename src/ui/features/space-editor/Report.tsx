import { useState } from 'react';
import type { SpaceReport } from '../../../engine/space/validateSpace';
import { bytesText } from './numbers';
import type { ReportState } from './useReport';

interface ReportProps {
  readonly report: ReportState;
  readonly limit: number;
  readonly onLimit: (bytes: number) => void;
  readonly onCancel: () => void;
  readonly onAgain: () => void;
}

const MB = 1_000_000;
const MOST_MB = 100_000;

/** What the validator finds in many children of the space. */
export function Report({ report, limit, onLimit, onCancel, onAgain }: ReportProps) {
  const isLooking = report.state === 'looking' || report.state === 'waiting';
  return (
    <section className="space-report" aria-label="Validator">
      <div className="space-line">
        <h3>Validator</h3>
        <MemoryBudget limit={limit} onLimit={onLimit} />
        <span className="spacer" />
        {report.state === 'looking' ? (
          <button type="button" className="button" onClick={onCancel}>
            Cancel
          </button>
        ) : (
          <button type="button" className="button" disabled={isLooking} onClick={onAgain}>
            Look again
          </button>
        )}
      </div>
      {report.state === 'looking' ? <progress aria-label="Children looked at" value={report.done} max={report.total} /> : null}
      <p className="space-soft" role="status">
        {said(report)}
      </p>
      {report.state === 'failed' ? (
        <p className="space-fault">
          <b>{report.error.message}</b> {report.error.remedy}
        </p>
      ) : null}
      {report.state === 'done' ? <Warnings report={report.report} /> : null}
    </section>
  );
}

function said(state: ReportState): string {
  switch (state.state) {
    case 'waiting':
      return 'Waits for the text to rest.';
    case 'looking':
      return 'Building children and comparing them …';
    case 'stopped':
      return 'Cancelled.';
    case 'failed':
      return 'The validator could not finish.';
    case 'done': {
      const { looked, complete, networks, warnings } = state.report;
      const found =
        warnings.length === 0 ? 'Nothing to warn of' : `${warnings.length} ${warnings.length === 1 ? 'warning' : 'warnings'}`;
      return `${found} in ${complete ? 'all ' : ''}${looked} genotypes looked at, ${networks} different networks.`;
    }
    default:
      return state satisfies never;
  }
}

function Warnings({ report }: { readonly report: SpaceReport }) {
  if (report.warnings.length === 0) return null;
  return (
    <ul className="space-warnings">
      {report.warnings.map(({ code, path, message, remedy, example }) => (
        <li key={`${code}:${path}:${message}`}>
          {path === '' ? null : <code>{path}</code>} {message} <i>{remedy}</i>
          {example === null ? null : (
            <span className="space-soft">
              {' '}
              Seen in <code>{example.length > 140 ? `${example.slice(0, 140)}…` : example}</code>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function MemoryBudget({ limit, onLimit }: { readonly limit: number; readonly onLimit: (bytes: number) => void }) {
  const [text, setText] = useState(String(limit / MB));
  const value = Number(text);
  const isValid = text.trim() !== '' && value >= 1 && value <= MOST_MB;
  return (
    <label className="space-budget" title={`Children that take more than ${bytesText(limit)} to train are warned of.`}>
      <span className="space-soft">memory of a child up to</span>
      <input
        inputMode="numeric"
        value={text}
        aria-invalid={!isValid}
        onChange={(event) => {
          setText(event.target.value);
          const next = Number(event.target.value);
          if (event.target.value.trim() !== '' && next >= 1 && next <= MOST_MB) onLimit(Math.round(next * MB));
        }}
      />
      <span className="space-soft">MB</span>
    </label>
  );
}
