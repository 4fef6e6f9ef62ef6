import { suggestName } from '../src/engine/core/nearestName';
import { controllerBench } from './controller/bench';
import { digitsBench } from './digits/bench';
import { pageBench } from './page/bench';
import type { Bench, BenchRow } from './support/types';
import { trainBench } from './train/bench';

const BENCHES: readonly Bench[] = [trainBench, controllerBench, pageBench, digitsBench];

const list = (): string => BENCHES.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`).join('\n');

/** Four significant digits, without an exponent. */
function digits(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}

function formatRow({ case: name, engine, value, unit, spread, peakShare, checked }: BenchRow): string {
  const share = peakShare === undefined ? '' : `, ${(100 * peakShare).toFixed(0)} % of peak`;
  const check = checked ? 'checked' : 'NOT CHECKED: its result differs from the reference';
  return `${name.padEnd(36)} ${engine.padEnd(48)} ${digits(value).padStart(9)} ${unit} ± ${digits(spread)}${share} (${check})`;
}

/**
 * npm run bench -- NAME [--json]. Rows go to stdout, remarks to stderr. Exit code 2 on bad usage, 1 where a row was not
 * checked or a bench failed.
 */
export async function main(root: string, args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  const [name, ...rest] = args.filter((arg) => arg !== '--json');
  const bench = BENCHES.find((one) => one.name === name);
  if (bench === undefined || rest.length > 0) {
    const what =
      name === undefined ? 'Name a bench.' : rest.length > 0 ? `Unknown argument '${rest[0]}'.` : `There is no bench '${name}'.`;
    const hint =
      name === undefined || rest.length > 0
        ? ''
        : ` ${suggestName(
            name,
            BENCHES.map((one) => one.name),
          )}`;
    process.stderr.write(`${what}${hint}\nnpm run bench -- NAME [--json]\n${list()}\n`);
    return 2;
  }
  let failures = 0;
  await bench.run(
    {
      row(row) {
        if (!row.checked) failures += 1;
        process.stdout.write(`${json ? JSON.stringify(row) : formatRow(row)}\n`);
      },
      note: (line) => process.stderr.write(`${line}\n`),
      fail(line) {
        failures += 1;
        process.stderr.write(`${line}\n`);
      },
    },
    root,
  );
  return failures === 0 ? 0 : 1;
}
