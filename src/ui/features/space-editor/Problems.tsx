import type { PlainError } from '../../../engine/core/errors';
import type { Diagnostic } from '../../../engine/space/json/parse';
import { problemsText } from './problemsText';

/** So many are listed; the first ones usually explain the rest. */
const MOST = 30;

interface ProblemsProps {
  readonly diagnostics: readonly Diagnostic[];
  readonly failure: PlainError | null;
  readonly isCurrent: boolean;
  readonly onJump: (line: number, column: number) => void;
}

/** Every problem of the text with its remedy; pressing one puts the caret there. */
export function Problems({ diagnostics, failure, isCurrent, onJump }: ProblemsProps) {
  return (
    <section className="space-problems" aria-label="Problems" aria-busy={!isCurrent}>
      <p className="sr-only" role="status">
        {isCurrent ? problemsText(diagnostics, failure) : ''}
      </p>
      {failure === null ? null : (
        <p className="space-fault">
          <b>{failure.message}</b> {failure.remedy}
        </p>
      )}
      {failure === null && diagnostics.length === 0 ? (
        <p className="space-soft">{isCurrent ? 'No problems.' : 'Reading …'}</p>
      ) : null}
      {diagnostics.length === 0 ? null : (
        <ul>
          {diagnostics.slice(0, MOST).map(({ path, line, column, severity, message, remedy }) => (
            <li key={`${line}:${column}:${path}:${message}`} data-severity={severity}>
              <button type="button" className="space-problem" onClick={() => onJump(line, column)}>
                <span className="space-where">
                  <b>{severity === 'error' ? 'Error' : 'Warning'}</b> line {line}
                  {path === '' ? null : (
                    <>
                      {' '}
                      · <code>{path}</code>
                    </>
                  )}
                </span>
                <span>
                  {message} <i>{remedy}</i>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {diagnostics.length > MOST ? <p className="space-soft">And {diagnostics.length - MOST} more.</p> : null}
    </section>
  );
}
