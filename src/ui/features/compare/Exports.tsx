import { useState } from 'react';
import { comparisonCells, comparisonLatex } from '../../../engine/analysis/comparisonTable';
import { toPlainError } from '../../../engine/core/errors';
import type { CompareStatistics } from '../../../worker/compareProtocol';
import { download } from '../../shared/download';
import { bandsOf, type ChartChoice } from './Curves';
import { anytimeCsv, valuesCsv } from './csv';
import { figureSvg } from './figure';
import { currentLook } from './look';
import type { PlayedValues } from './played';
import { encodeQuestion, METRICS, type Question } from './question';

interface ExportsProps {
  readonly question: Question;
  readonly statistics: CompareStatistics;
  readonly played: readonly PlayedValues[];
  readonly choice: ChartChoice;
  readonly optimum: number | null;
  readonly placeOf: (name: string) => number;
}

const WIDTH = 900;
const HEIGHT = 480;
const FONT = 13;
const PNG_SCALE = 2;

/** The table as text, columns of equal width: the command line's. */
export function tableText({ rows }: CompareStatistics, caption: string): string {
  const cells = comparisonCells(rows);
  const widths = (cells[0] ?? []).map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return `${[caption, ...lines, 'p: two-sided paired permutation test against the first row'].join('\n')}\n`;
}

/** An SVG document as PNG. Rejects where the browser cannot draw it. */
async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH * PNG_SCALE;
  canvas.height = HEIGHT * PNG_SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('the browser gave no PNG')) : resolve(blob)), 'image/png');
  });
}

/** The comparison taken along: as text, for a paper, for a spreadsheet, as a figure, as a link. */
export function Exports({ question, statistics, played, choice, optimum, placeOf }: ExportsProps) {
  const [said, setSaid] = useState('');
  const runs = statistics.rows[0]?.runs ?? 0;
  const caption = `${METRICS[question.metric]}, ${runs} seeds`;

  const copy = async (what: string, text: string, file: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(`${what} copied.`);
    } catch {
      // Not allowed here (no secure context, or refused): the person gets the same text as a file, and is told.
      download(file, text);
      setSaid(`This browser does not let the page copy: ${file} was downloaded instead.`);
    }
  };
  const svg = (): string => {
    const bands = bandsOf(statistics, choice.unit);
    const places = bands.map(({ name }) => placeOf(name));
    return figureSvg({ ...choice, bands, places, optimum, width: WIDTH, height: HEIGHT, fontSize: FONT }, currentLook());
  };
  const savePng = async (): Promise<void> => {
    try {
      download('nas-lab-comparison.png', await pngOf(svg()));
      setSaid('');
    } catch (thrown) {
      setSaid(`${toPlainError(thrown).message} Export the figure as SVG instead.`);
    }
  };
  const link = (): string => {
    const address = new URL(location.href);
    address.hash = encodeQuestion(question);
    return address.href;
  };
  return (
    <section className="cmp-exports" aria-label="Take it along">
      <div className="cmp-row">
        <button
          type="button"
          className="button"
          onClick={() => void copy('Text', tableText(statistics, caption), 'comparison.txt')}
        >
          Copy text
        </button>
        <button
          type="button"
          className="button"
          onClick={() => void copy('LaTeX', comparisonLatex(statistics.rows, caption), 'comparison.tex')}
        >
          Copy LaTeX
        </button>
        <button type="button" className="button" onClick={() => download('comparison.csv', valuesCsv(played), 'text/csv')}>
          Runs as CSV
        </button>
        <button type="button" className="button" onClick={() => download('anytime.csv', anytimeCsv(played), 'text/csv')}>
          Curves as CSV
        </button>
        <button type="button" className="button" onClick={() => download('nas-lab-comparison.svg', svg(), 'image/svg+xml')}>
          Figure as SVG
        </button>
        <button type="button" className="button" onClick={() => void savePng()}>
          as PNG
        </button>
        <button type="button" className="button" onClick={() => void copy('Link', link(), 'link.txt')}>
          Copy link
        </button>
      </div>
      <p role="status" className="cmp-said">
        {said}
      </p>
    </section>
  );
}
