import { LabError } from '../engine/core/errors';
import { parseJson } from '../engine/core/json';
import { parseTable } from '../engine/estimate/table';
import type { TableFile } from '../engine/estimate/tableFile';
import { spaceById } from '../engine/space';

/** No table that a page can measure is larger: 4,096 rows with 20 seeds of 10 epochs have some 60 MB. */
const LARGEST_FILE = 200_000_000;

/** What a chosen file is read by. */
export type ReadableTable = Pick<File, 'name' | 'size' | 'text'>;

/** A table from a file, checked against its schema and its space. Rejects with LabError 'data' or 'space' naming what does not fit. */
export async function tableOfFile(file: ReadableTable): Promise<TableFile> {
  return checkedTable(await jsonOf(file), file.name);
}

async function jsonOf(file: ReadableTable): Promise<unknown> {
  const remedy = "Choose a table's JSON file, as 'nas-lab table' or this page's download writes it.";
  if (file.size > LARGEST_FILE) {
    throw new LabError('data', `${file.name} has ${file.size} bytes; no table has more than ${LARGEST_FILE}.`, remedy);
  }
  let text: string;
  try {
    text = await file.text();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LabError('data', `${file.name}: the browser cannot read it (${reason}).`, remedy, { cause });
  }
  return parseJson(text, (why, cause) => new LabError('data', `${file.name} is not JSON (${why}).`, remedy, { cause }));
}

/** A parsed file as a table of a space that this page has. LabError 'data' or 'space' naming what does not fit. */
function checkedTable(json: unknown, name: string): TableFile {
  const table = parseTable(json, name);
  const space = spaceById(table.space);
  const [first] = table.rows;
  if (first === undefined)
    throw new LabError('data', `table '${name}' has no rows.`, 'Measure it further, or choose another file.');
  for (const { arch } of table.rows) {
    const canonical = space.format(space.parse(arch));
    if (canonical === arch) continue;
    throw new LabError(
      'data',
      `table '${name}': the row ${arch} is written ${canonical} in ${space.id}.`,
      "Measure the table again with 'nas-lab table'.",
    );
  }
  return table;
}
