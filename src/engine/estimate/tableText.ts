import type { TableFile } from './tableFile';

/** The file's JSON: one row a line, so that a diff shows which children changed. */
export function tableText(table: TableFile): string {
  const { rows, ...head } = table;
  const body = rows.map((row) => JSON.stringify(row)).join(',\n');
  return `${JSON.stringify(head, null, 1).slice(0, -2)},\n "rows": [\n${body}\n]}\n`;
}
