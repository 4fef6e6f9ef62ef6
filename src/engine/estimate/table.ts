import { LabError } from '../core/errors';
import { leastTrainMs } from '../core/leastTrainMs';
import type { Budget, EpochReport, Measurement } from '../core/measurement';
import { suggestName } from '../core/nearestName';
import { Rng } from '../core/rng';
import { spansOf, trainedEpochs } from '../core/trainingSpan';
import type { Genotype, SearchSpace } from '../space/types';
import type { TableEstimatorConfig } from './config';
import { type TableFile, type TableRow, tableFileSchema } from './tableFile';
import type { Estimator } from './types';

/** A look-up costs nothing: as many at once as anybody asks for. */
const PARALLELISM = 4096;

/** A table from the text of its file, parsed. Throws LabError 'data' naming the first field that does not fit. */
export function parseTable(json: unknown, name: string): TableFile {
  const parsed = tableFileSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new LabError(
      'data',
      `table '${name}': ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a reward table'}.`,
      "Measure the table again with 'nas-lab table', or fetch it anew.",
    );
  }
  const seen = new Set<string>();
  for (const { arch } of parsed.data.rows) {
    if (seen.has(arch)) {
      throw new LabError('data', `table '${name}': ${arch} has two rows.`, "Measure the table again with 'nas-lab table'.");
    }
    seen.add(arch);
  }
  return parsed.data;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

type Curves = Pick<TableRow['runs'][number], 'trainLoss' | 'trainAccuracy' | 'validLoss' | 'validAccuracy' | 'trainMs'>;

/** Epochs first + 1 .. last of what was recorded. */
interface Stretch {
  readonly first: number;
  readonly last: number;
}

/** Epochs of the shortest curve. */
const recordedEpochs = (runs: readonly Pick<Curves, 'validAccuracy'>[]): number =>
  Math.min(...runs.map(({ validAccuracy }) => validAccuracy.length));

function epochReports(runs: readonly Curves[], { first, last }: Stretch): EpochReport[] {
  const recorded = recordedEpochs(runs);
  return Array.from({ length: last - first }, (_, i) => {
    const e = first + i;
    return {
      epoch: e + 1,
      trainLoss: mean(runs.map((run) => run.trainLoss[e] ?? Number.NaN)),
      trainAccuracy: mean(runs.map((run) => run.trainAccuracy[e] ?? Number.NaN)),
      validLoss: mean(runs.map((run) => run.validLoss[e] ?? Number.NaN)),
      validAccuracy: mean(runs.map((run) => run.validAccuracy[e] ?? Number.NaN)),
      trainMs: leastTrainMs(runs) / recorded,
    };
  });
}

/** The stretch's epochs; the accuracy is the best of all up to its last. Tested was only what was trained to the end. */
function measurement(table: TableFile, row: TableRow, runs: TableRow['runs'], which: string, stretch?: Stretch): Measurement {
  const recorded = recordedEpochs(runs);
  const { first, last } = stretch ?? { first: 0, last: recorded };
  const isWhole = last === recorded;
  return {
    arch: row.arch,
    validAccuracy: mean(runs.map((run) => Math.max(...(isWhole ? run.validAccuracy : run.validAccuracy.slice(0, last))))),
    testAccuracy: isWhole ? mean(runs.map((run) => run.testAccuracy)) : null,
    epochs: epochReports(runs, { first, last }),
    params: row.params,
    macs: row.macs,
    memoryBytes: row.memoryBytes,
    latencyMs: row.latencyMs,
    trainMs: (leastTrainMs(runs) * (last - first)) / recorded,
    source: `table ${table.id}, ${which}`,
  };
}

/**
 * A row's measurement, mean over its seeds: validAccuracy is the mean of each seed's best epoch, the curves are means
 * per epoch, trainMs is the shortest of the seeds' times, as latencyMs is: what else the machine did can only add to a time (spread
 * evenly over the epochs, which the table does not time one by one).
 */
export function meanMeasurement(table: TableFile, row: TableRow, stretch?: Stretch): Measurement {
  const which = row.runs.length === 1 ? `seed ${row.runs[0]?.seed}` : `mean of ${row.runs.length} seeds`;
  return measurement(table, row, row.runs, which, stretch);
}

/** What one of a row's seeds showed; index: 0..runs.length-1. */
export function seedMeasurement(table: TableFile, row: TableRow, index: number, stretch?: Stretch): Measurement {
  const run = row.runs[index];
  if (run === undefined) throw new RangeError(`seedMeasurement: ${row.arch} has ${row.runs.length} runs, asked for ${index}`);
  return measurement(table, row, [run], `seed ${run.seed}`, stretch);
}

/** Every child of the table, mean over the seeds: what is known without paying for it. */
export function tableMeasurements(table: TableFile): readonly Measurement[] {
  return table.rows.map((row) => meanMeasurement(table, row));
}

/**
 * Answers from a measured table. noise 'mean': the mean over the table's seeds; 'seed': one of them, drawn by the
 * budget's seed and the architecture, so that the same trial of the same run always draws the same.
 * A budget's epochs are the first so many that were recorded, all of them for 0; one that goes on (from) gives those after.
 * Throws LabError 'config' where the table is of another space; keys and estimates fail with LabError 'data' for an architecture that
 * the table lacks, 'config' for more epochs than were recorded and for weights of another child, which nobody has measured.
 */
export class TableEstimator implements Estimator {
  readonly id = 'table';
  readonly parallelism = PARALLELISM;
  readonly classes: number;
  readonly recordedEpochs: number;
  readonly measuresLatency: boolean;
  private readonly rows: ReadonlyMap<string, TableRow>;
  private readonly made = new Map<string, Measurement>();

  constructor(
    private readonly table: TableFile,
    private readonly noise: TableEstimatorConfig['noise'],
    private readonly space: SearchSpace,
  ) {
    if (table.space !== space.id) {
      throw new LabError(
        'config',
        `estimator.table: table '${table.id}' was measured in space '${table.space}', the run searches '${space.id}'.`,
        `Choose a table of space '${space.id}', or set space.id to '${table.space}'.`,
      );
    }
    this.classes = table.classes;
    this.recordedEpochs = Math.min(...table.rows.map(({ runs }) => recordedEpochs(runs)));
    this.measuresLatency = table.rows.every(({ latencyMs }) => latencyMs > 0);
    this.rows = new Map(table.rows.map((row) => [row.arch, row]));
  }

  key(genotype: Genotype, budget: Budget): string {
    const arch = this.space.format(genotype);
    const isAll = budget.epochs === 0 && budget.from === undefined;
    if (this.noise === 'mean' && isAll) return arch;
    const row = this.row(arch);
    const seed = this.noise === 'mean' ? '' : `#${this.drawnIndex(row, budget)}`;
    const { first, last } = isAll ? { first: 0, last: 0 } : this.stretch(row, budget);
    return isAll || (first === 0 && last === this.recorded(row, budget)) ? `${arch}${seed}` : `${arch}${seed}@${first}-${last}`;
  }

  async estimate(genotype: Genotype, budget: Budget): Promise<Measurement> {
    const key = this.key(genotype, budget);
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const row = this.row(this.space.format(genotype));
    const stretch = this.stretch(row, budget);
    const answer =
      this.noise === 'mean'
        ? meanMeasurement(this.table, row, stretch)
        : seedMeasurement(this.table, row, this.drawnIndex(row, budget), stretch);
    this.made.set(key, answer);
    return answer;
  }

  /** The mean over the table's seeds. */
  get quiet(): TableEstimator | null {
    return this.noise === 'mean' ? null : new TableEstimator(this.table, 'mean', this.space);
  }

  async dispose(): Promise<void> {
    this.made.clear();
  }

  private drawnIndex(row: TableRow, budget: Budget): number {
    return Rng.fromSeed(budget.seed, `table ${row.arch}`).int(row.runs.length);
  }

  /** Epochs that the table has of what it would answer. */
  private recorded(row: TableRow, budget: Budget): number {
    return recordedEpochs(this.noise === 'mean' ? row.runs : [row.runs[this.drawnIndex(row, budget)] ?? { validAccuracy: [] }]);
  }

  private stretch(row: TableRow, budget: Budget): Stretch {
    const recorded = this.recorded(row, budget);
    for (const { genotype } of spansOf(budget.from)) {
      const before = this.space.format(genotype);
      if (before === row.arch) continue;
      throw new LabError(
        'config',
        `table '${this.table.id}': ${row.arch} was to go on from the weights of ${before}; the table has every child from initial weights only.`,
        "Choose a strategy that trains each child on its own, or set estimator.id to 'train' or 'synthetic'.",
      );
    }
    const first = trainedEpochs(budget.from);
    const last = budget.epochs === 0 ? recorded : first + budget.epochs;
    if (last > first && last <= recorded) return { first, last };
    throw new LabError(
      'config',
      `table '${this.table.id}' has ${recorded} epochs of ${row.arch}; the run asked for ${last > recorded ? `${last}` : `more than ${first}`}.`,
      `Set the strategy's largest number of epochs to at most ${recorded}, or measure a table with more ('nas-lab table --epochs').`,
    );
  }

  private row(arch: string): TableRow {
    const row = this.rows.get(arch);
    if (row !== undefined) return row;
    throw new LabError(
      'data',
      `table '${this.table.id}' has no row for ${arch} (it has ${this.rows.size} rows). ${suggestName(arch, [...this.rows.keys()])}`.trim(),
      "Measure the missing children with 'nas-lab table --resume', or train for real.",
    );
  }
}
