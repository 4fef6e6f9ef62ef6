import { LabError } from '../engine/core/errors';

/** The longest runs that the lab exports have some 50 MB. */
export const LARGEST_RUN_FILE = 100_000_000;

/** The text of an exported run's file. Rejects with LabError 'config' where it is too large to be one, or cannot be read. */
export async function runText(file: Pick<File, 'name' | 'size' | 'text'>): Promise<string> {
  const remedy = 'Choose a file that the lab exported.';
  if (file.size > LARGEST_RUN_FILE) {
    throw new LabError(
      'config',
      `${file.name} has ${file.size} bytes; no exported run has more than ${LARGEST_RUN_FILE}.`,
      remedy,
    );
  }
  try {
    return await file.text();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LabError('config', `${file.name}: the browser cannot read it (${reason}).`, remedy, { cause });
  }
}
