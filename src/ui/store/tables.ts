import { LabError } from '../../engine/core/errors';
import type { TableFile } from '../../engine/estimate/tableFile';
import { isLocalTable } from '../../engine/estimate/tableName';

/**
 * A table by its name in a run's config: this browser's own, else tables/NAME.json beside the page, checked against its schema
 * (loaded with it: the shell starts without a validator). Its id is that name, whatever its file says.
 * Throws LabError 'data' where there is none, or the file is not a table; 'storage' where the browser's cannot be read.
 */
export async function loadTable(name: string, baseUrl: string): Promise<TableFile> {
  if (!isLocalTable(name)) return { ...(await fetchTable(name, baseUrl)), id: name };
  const { loadLocalTable } = await import('../../worker/tableStore');
  return { ...(await loadLocalTable(name)), id: name };
}

async function fetchTable(name: string, baseUrl: string): Promise<TableFile> {
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
