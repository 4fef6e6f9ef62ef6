import type { PlainError } from '../../../engine/core/errors';
import type { Diagnostic } from '../../../engine/space/json/parse';

const numbered = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

/** What is announced of a text once it has been read. */
export function problemsText(diagnostics: readonly Diagnostic[], failure: PlainError | null): string {
  if (failure !== null) return `${failure.message} ${failure.remedy}`;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const warnings = diagnostics.length - errors.length;
  const [first] = errors.length > 0 ? errors : diagnostics;
  if (first === undefined) return 'No problems.';
  const counts = [
    ...(errors.length > 0 ? [numbered(errors.length, 'error')] : []),
    ...(warnings > 0 ? [numbered(warnings, 'warning')] : []),
  ];
  return `${counts.join(', ')}. Line ${first.line}: ${first.message}`;
}
