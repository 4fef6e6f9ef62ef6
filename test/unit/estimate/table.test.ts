import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import type { TrainingSpan } from '../../../src/engine/core/genotype';
import type { Budget } from '../../../src/engine/core/measurement';
import { measurementSchema } from '../../../src/engine/core/measurementSchema';
import { parseTable, TableEstimator, tableMeasurements } from '../../../src/engine/estimate/table';
import type { TableFile } from '../../../src/engine/estimate/tableFile';
import { aSmall } from '../../../src/engine/space/aSmall/space';
import { enumerate } from '../../../src/engine/space/genotype';
import { syntheticTable } from '../../support/syntheticTable';

const table = syntheticTable();
const budget = (seed: number) => ({ epochs: 0, trainImages: 0, seed });

describe('invented table of the tests', () => {
  it('is a whole table of A_small with 31 cells under 2,500 parameters, as profile teach has', () => {
    expect(parseTable(JSON.parse(JSON.stringify(table)), 'synthetic').rows.length).toBe(64);
    const known = new Set([...enumerate(aSmall)].map((genotype) => aSmall.format(genotype)));
    expect(new Set(table.rows.map(({ arch }) => arch))).toEqual(known);
    const cells = table.rows.map(({ params }) => params.cells).sort((a, b) => a - b);
    expect(cells.filter((count) => count < 2_500).length).toBe(31);
    expect([cells[30], cells[31]]).toEqual([2_209, 3_145]);
  });
});

describe('table estimator', () => {
  it("'mean' answers the mean over the seeds of each seed's best epoch", async () => {
    const estimator = new TableEstimator(table, 'mean', aSmall);
    const answer = await estimator.estimate(aSmall.parse('conv3,max'), budget(1));
    expect(measurementSchema.parse(answer)).toEqual(answer);
    expect(answer.validAccuracy).toBeCloseTo(0.9861, 12);
    expect(answer.testAccuracy).toBeCloseTo(0.9871, 12);
    expect(answer.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(answer.epochs[0]?.validAccuracy).toBeCloseTo(0.9661, 12);
    expect(answer.source).toBe('table synthetic, mean of 3 seeds');
    expect(answer.params.cells).toBe(1_248);
  });

  it("'seed' draws one of the seeds by the budget's seed: the same for the same, all of them over many", async () => {
    const estimator = new TableEstimator(table, 'seed', aSmall);
    const genotype = aSmall.parse('sep,conv7');
    const answers = await Promise.all(Array.from({ length: 60 }, (_, seed) => estimator.estimate(genotype, budget(seed))));
    const again = await Promise.all(Array.from({ length: 60 }, (_, seed) => estimator.estimate(genotype, budget(seed))));
    expect(again).toEqual(answers);
    const sources = new Map<string, number>();
    for (const { source } of answers) sources.set(source, (sources.get(source) ?? 0) + 1);
    expect([...sources.keys()].sort()).toEqual([1, 2, 3].map((seed) => `table synthetic, seed ${seed}`));
    for (const count of sources.values()) expect(count).toBeGreaterThan(8); // of 60, 20 expected
  });

  it('has equal keys exactly for equal measurements', async () => {
    const estimator = new TableEstimator(table, 'seed', aSmall);
    const byKey = new Map<string, number>();
    for (const arch of ['conv3,max', 'max,conv3']) {
      for (let seed = 0; seed < 20; seed += 1) {
        const genotype = aSmall.parse(arch);
        const { validAccuracy } = await estimator.estimate(genotype, budget(seed));
        const key = estimator.key(genotype, budget(seed));
        expect(byKey.get(key) ?? validAccuracy).toBe(validAccuracy);
        byKey.set(key, validAccuracy);
      }
    }
    expect(byKey.size).toBe(6);
  });

  it('says which child the table lacks, with its remedy', async () => {
    const part: TableFile = { ...table, rows: table.rows.filter(({ arch }) => arch !== 'conv3,max') };
    const estimator = new TableEstimator(part, 'mean', aSmall);
    await expect(estimator.estimate(aSmall.parse('conv3,max'), budget(1))).rejects.toMatchObject({
      kind: 'data',
      message: expect.stringContaining('has no row for conv3,max (it has 63 rows)'),
      remedy: expect.stringContaining('nas-lab table --resume'),
    });
  });

  it('refuses a table of another space', () => {
    expect(() => new TableEstimator({ ...table, space: 'a-large' }, 'mean', aSmall)).toThrow(/measured in space 'a-large'/);
  });

  it('lists all its children for a dry run', () => {
    expect(tableMeasurements(table).map(({ arch }) => arch)).toEqual(table.rows.map(({ arch }) => arch));
  });
});

describe('part of what was recorded', () => {
  const genotype = aSmall.parse('conv3,max');
  const span = (epochs: number, arch = genotype) => ({ genotype: arch, epochs, from: null });
  const part = (epochs: number, from: TrainingSpan | null = null): Budget => ({ ...budget(1), epochs, ...(from && { from }) });

  it.each(['mean', 'seed'] as const)('%s: the first epochs, and those after them, with the best of all so far', async (noise) => {
    const estimator = new TableEstimator(table, noise, aSmall);
    const whole = await estimator.estimate(genotype, budget(1));
    const first = await estimator.estimate(genotype, part(1));
    const rest = await estimator.estimate(genotype, part(2, span(1)));
    expect([...first.epochs, ...rest.epochs]).toEqual(whole.epochs);
    expect(first.validAccuracy).toBeCloseTo(whole.epochs[0]?.validAccuracy ?? 0, 12);
    expect(rest.validAccuracy).toBe(whole.validAccuracy);
    expect((first.trainMs ?? 0) + (rest.trainMs ?? 0)).toBeCloseTo(whole.trainMs ?? 0, 9);
    // Nobody tested what was trained for one epoch.
    expect([first.testAccuracy, rest.testAccuracy]).toEqual([null, whole.testAccuracy]);
  });

  it('has a key for each stretch, that of the whole where all is asked for', () => {
    const estimator = new TableEstimator(table, 'mean', aSmall);
    const keys = [part(0), part(3), part(1), part(2, span(1)), part(0, span(1))].map((one) => estimator.key(genotype, one));
    expect(keys).toEqual(['conv3,max', 'conv3,max', 'conv3,max@0-1', 'conv3,max@1-3', 'conv3,max@1-3']);
  });

  it('keeps the best epoch where later ones are worse', async () => {
    const worse = structuredClone(table);
    for (const run of worse.rows[0]?.runs ?? []) run.validAccuracy = [0.5, 0.9, 0.7];
    const estimator = new TableEstimator(worse, 'mean', aSmall);
    const first = aSmall.parse(worse.rows[0]?.arch ?? '');
    expect((await estimator.estimate(first, part(1, span(2, first)))).validAccuracy).toBeCloseTo(0.9, 12);
  });

  it('names the epochs it has where more are asked for, and refuses the weights of another child', async () => {
    const estimator = new TableEstimator(table, 'mean', aSmall);
    const error = { kind: 'config', remedy: expect.stringContaining('at most 3') };
    const message = (asked: string) => expect.stringContaining(`has 3 epochs of conv3,max; the run asked for ${asked}`);
    await expect(estimator.estimate(genotype, part(4))).rejects.toMatchObject({ ...error, message: message('4') });
    await expect(estimator.estimate(genotype, part(2, span(2)))).rejects.toMatchObject({ ...error, message: message('4') });
    await expect(estimator.estimate(genotype, part(0, span(3)))).rejects.toMatchObject({
      ...error,
      message: message('more than 3'),
    });
    await expect(estimator.estimate(genotype, part(1, span(1, aSmall.parse('max,max'))))).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining('conv3,max was to go on from the weights of max,max'),
    });
  });
});

describe('parseTable', () => {
  it('names the field that does not fit', () => {
    const damaged = structuredClone(table);
    Reflect.set(damaged.rows[3] ?? {}, 'latencyMs', 'fast');
    expect(() => parseTable(damaged, 'a-small')).toThrow(/table 'a-small': rows\.3\.latencyMs/);
    expect(() => parseTable('text', 'a-small')).toThrow(LabError);
  });

  it('refuses two rows of one child', () => {
    expect(() => parseTable({ ...table, rows: [...table.rows, ...table.rows.slice(5, 6)] }, 'x')).toThrow(/has two rows/);
  });
});

describe('a table that was damaged', () => {
  const withFirstRun = (change: Partial<TableFile['rows'][number]['runs'][number]>): unknown => {
    const copy = JSON.parse(JSON.stringify(table)) as TableFile;
    const [first] = copy.rows;
    Object.assign(first?.runs[0] ?? {}, change);
    return copy;
  };

  it.each([
    ['curves without an epoch', { validAccuracy: [] }, /rows\.0\.runs\.0\.validAccuracy/],
    ['a curve that is shorter than the others', { trainLoss: [1] }, /different numbers of epochs/],
  ])('is refused: %s', (_, change, words) => {
    expect(() => parseTable(withFirstRun(change), 'synthetic')).toThrow(words);
  });
});
