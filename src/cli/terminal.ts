import type { TrainProgress } from '../engine/core/measurement';

/**
 * Where a command's words go. stdout carries results: text for people, or with --json one JSON object a line and
 * nothing else. stderr carries progress and warnings.
 */
export interface Terminal {
  readonly json: boolean;
  /** One result as plain data, which JSON can hold; text is what a person reads in its stead. */
  result(data: object, text: string): void;
  /** A line for people only; dropped with --json. */
  say(text: string): void;
  /** A line of progress or warning, on stderr. */
  note(text: string): void;
  /** A line that the next one overwrites, on stderr, and only where a person watches. */
  status(text: string): void;
}

/** What is written to: process.stdout and process.stderr, or a test's collector. */
export interface Sink {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export function makeTerminal(json: boolean, stdout: Sink, stderr: Sink): Terminal {
  let statusShown = false;
  const clear = (): void => {
    if (statusShown) stderr.write('\r\u001b[2K');
    statusShown = false;
  };
  const out = (line: string): void => {
    clear();
    stdout.write(`${line}\n`);
  };
  return {
    json,
    result: (data, text) => out(json ? JSON.stringify(data) : text),
    say: (text) => {
      if (!json) out(text);
    },
    note: (text) => {
      clear();
      stderr.write(`${text}\n`);
    },
    status: (text) => {
      if (stderr.isTTY !== true) return;
      const width = (stderr.columns ?? 80) - 1;
      stderr.write(`\r\u001b[2K${text.length > width ? text.slice(0, width) : text}`);
      statusShown = true;
    },
  };
}

/** Rows with their columns padded to equal width; numbers (right: true) are set flush right. */
export function columns(rows: readonly (readonly string[])[], right: readonly boolean[] = []): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  }
  return rows
    .map((row) =>
      row
        .map((cell, i) => (right[i] === true ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** '1h 03m', '4m 10s', '7.2 s'. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${String(Math.floor(seconds % 60)).padStart(2, '0')}s`;
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`;
}

/** How far a child is, for a status line. */
export function progressText(progress: TrainProgress): string {
  if (progress.phase === 'compiling') return `compiling for the GPU, ${progress.done}/${progress.total} programs`;
  const { epoch, epochs, imagesDone, imagesTotal, trainLoss } = progress;
  return `epoch ${epoch}/${epochs}: ${imagesDone}/${imagesTotal} images, loss ${trainLoss.toFixed(4)}`;
}
