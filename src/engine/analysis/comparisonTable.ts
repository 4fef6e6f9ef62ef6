import type { ComparedRow } from './comparison';

const HEAD = ['', 'mean', '95 % interval', 'std', 'best', 'median', 'worst', 'rank', 'p'] as const;

/** p of the paired test against the first row; the first row has none. */
const pText = ({ versusBest }: ComparedRow): string => {
  if (versusBest === null) return '';
  return versusBest.p < 0.001 ? '<0.001' : versusBest.p.toFixed(3);
};

/** The cells of a comparison as text: a head, then a row for each. digits: after the point. */
export function comparisonCells(rows: readonly ComparedRow[], digits = 4): readonly (readonly string[])[] {
  const text = (value: number): string => value.toFixed(digits);
  return [
    HEAD,
    ...rows.map((row) => [
      row.name,
      text(row.mean),
      `${text(row.low)} to ${text(row.high)}`,
      ...[row.std, row.best, row.median, row.worst].map(text),
      row.rank.toFixed(2),
      pText(row),
    ]),
  ];
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '$<$',
  '>': '$>$',
};

function latexText(text: string): string {
  return text.replace(/[\\~^<>]|[&%$#_{}]/g, (sign) => LATEX[sign] ?? `\\${sign}`);
}

/**
 * A LaTeX tabular (package booktabs), to be pasted into a paper: mean and interval, spread, rank, and p of the paired permutation test
 * against the best rank, whose row is bold.
 */
export function comparisonLatex(rows: readonly ComparedRow[], caption: string, digits = 4): string {
  const [head = [], ...body] = comparisonCells(rows, digits);
  const line = (cells: readonly string[]): string => `${cells.join(' & ')} \\\\`;
  const bold = (cells: readonly string[]): readonly string[] => cells.map((cell) => (cell === '' ? '' : `\\textbf{${cell}}`));
  return [
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${latexText(caption)}}`,
    `  \\begin{tabular}{l${'r'.repeat(Math.max(0, head.length - 1))}}`,
    '    \\toprule',
    `    ${line(head.map(latexText))}`,
    '    \\midrule',
    ...body.map((cells, i) => `    ${line(i === 0 ? bold(cells.map(latexText)) : cells.map(latexText))}`),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}
