import { LabError } from '../../engine/core/errors';
import type { TableFile } from '../../engine/estimate/tableFile';

/**
 * tables/NAME.json beside the page, checked against its schema (loaded with it: the shell starts without a validator).
 * Throws LabError 'data' where the file is missing or is not a table.
 */
export async function fetchTable(name: string, baseUrl: string): Promise<TableFile> {
  const url = new URL(`tables/${name}.json`, baseUrl);
  const where = `tables/${name}.json`;
  const [response, { tableFileSchema }] = await Promise.all([
    fetch(url).catch((cause: unknown) => {
      throw new LabError('data', `${where}: could not be fetched.`, 'Check the connection, then reset the run.', { cause });
    }),
    import('../../engine/estimate/tableFile'),
  ]);
  if (!response.ok) {
    throw new LabError('data', `${where}: the server answered ${response.status}.`, 'Choose a preset with another table.');
  }
  const json: unknown = await response.json().catch((cause: unknown) => {
    throw new LabError('data', `${where}: is not JSON.`, 'Put the shipped file back.', { cause });
  });
  const parsed = tableFileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw new LabError('data', `${where}: ${path}: ${issue?.message ?? 'not a reward table'}.`, 'Put the shipped file back.');
}
