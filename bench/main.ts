import path from 'node:path';
import { cellsBench } from './cells/bench';
import { controllerBench } from './controller/bench';
import { digitsBench } from './digits/bench';
import { kernelsBench } from './kernels/bench';
import { overheadBench } from './overhead/bench';
import { pageBench } from './page/bench';
import { searchBench } from './search/bench';
import { spacesBench } from './spaces/bench';
import { parseArgs } from './support/args';
import { digits } from './support/standings';
import type { Bench, BenchRow } from './support/types';
import { trainBench } from './train/bench';

const BENCHES: readonly Bench[] = [
  trainBench,
  kernelsBench,
  overheadBench,
  controllerBench,
  pageBench,
  digitsBench,
  searchBench,
  spacesBench,
  cellsBench,
];

const USAGE = `npm run bench -- NAME [--json] [--case REGEX] [--engine REGEX] [--python PATH] [--patience SECONDS] [--seeds N]
${BENCHES.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`).join('\n')}
`;

function formatRow({ case: name, engine, value, unit, spread, peakShare, checked }: BenchRow): string {
  const share = peakShare === undefined ? '' : `, ${(100 * peakShare).toFixed(0)} % of peak`;
  const check = checked ? 'checked' : 'NOT CHECKED: its result differs from the reference';
  return `${name.padEnd(36)} ${engine.padEnd(48)} ${digits(value).padStart(9)} ${unit} ± ${digits(spread)}${share} (${check})`;
}

/**
 * npm run bench -- NAME [--json]. Rows go to stdout, remarks to stderr; tables to stdout, or to stderr where it is kept
 * for JSON. Exit code 2 on bad usage, 1 where a row was not checked or a bench failed. folder: of the compiled bench.
 */
export async function main(root: string, folder: string, args: readonly string[]): Promise<number> {
  const parsed = parseArgs(
    args,
    BENCHES.map(({ name }) => name),
  );
  const bench = parsed.ok ? BENCHES.find(({ name }) => name === parsed.name) : undefined;
  if (!parsed.ok || bench === undefined) {
    process.stderr.write(`${parsed.ok ? 'Name a bench.' : parsed.message}\n${USAGE}`);
    return 2;
  }
  const { options } = parsed;
  let failures = 0;
  await bench.run(
    {
      row(row) {
        if (!row.checked) failures += 1;
        process.stdout.write(`${options.json ? JSON.stringify(row) : formatRow(row)}\n`);
      },
      note: (line) => process.stderr.write(`${line}\n`),
      details: (text) => (options.json ? process.stderr : process.stdout).write(`${text}\n`),
      fail(line) {
        failures += 1;
        process.stderr.write(`${line}\n`);
      },
    },
    root,
    { options, pages: path.join(folder, 'pages'), folder: path.join(folder, 'files') },
  );
  return failures === 0 ? 0 : 1;
}
