import { describe, expect, it } from 'vitest';
import { tableEstimatorSchema } from '../../../src/engine/estimate/config';
import { TRAIN_DEFAULTS } from '../../../src/engine/estimate/metadata';
import { parseTable } from '../../../src/engine/estimate/table';
import { emptyTable, experimentHash, goOnFrom, localTableName, type TablePlace } from '../../../src/engine/estimate/tableJob';
import { tableText } from '../../../src/engine/estimate/tableText';

const PLACE: TablePlace = {
  id: 'mine',
  dataset: { id: 'mnist', title: 'MNIST', provenance: 'MNIST, checksums verified' },
  classes: 10,
  backend: { label: 'wasm simd relaxed', kind: 'wasm' },
  machine: 'Chromium 156, 2 cores',
  workers: 2,
  date: '2026-11-21',
  version: '0.1.0',
};

const JOB = { space: 'a-small', seeds: 1, training: TRAIN_DEFAULTS };

describe('the table of a job', () => {
  const table = emptyTable(JOB, PLACE);

  it('says in its provenance what would measure it on the command line', () => {
    expect(table.provenance.command).toBe(
      'nas-lab table --space a-small --data mnist --profile teach --train 12000 --valid 2000 --test 10000 --epochs 3 --batch 64 --learning-rate 0.002 --backend wasm --seeds 1 --workers 2',
    );
    expect(table.provenance.training).toBe('Adam 0.002, batch 64, 3 epochs, he-uniform weights, inputs (x - 0.1307) / 0.3081');
    expect(parseTable(JSON.parse(tableText(table)), 'mine')).toEqual(table);
  });

  it('goes on from a table of the same experiment, naming both machines', () => {
    const row = { ...table, provenance: { ...table.provenance, machine: 'elsewhere, 8 cores' } };
    expect(goOnFrom(row, table, 'x.json', '').provenance.machine).toBe('elsewhere, 8 cores; Chromium 156, 2 cores');
    expect(goOnFrom(table, table, 'x.json', '')).toEqual(table);
  });

  it('refuses to mix two experiments in one table, naming what differs', () => {
    const other = emptyTable(JOB, { ...PLACE, backend: { label: 'webgpu (a card)', kind: 'webgpu' } });
    expect(() => goOnFrom(table, other, 'x.json', 'Elsewhere.')).toThrow(
      'x.json was measured with backend "wasm simd relaxed", now it would be "webgpu (a card)".',
    );
    const split = emptyTable({ ...JOB, training: { ...TRAIN_DEFAULTS, train: 11_999 } }, PLACE);
    expect(() => goOnFrom(table, split, 'x.json', 'Elsewhere.')).toThrow(/split \{"train":12000/);
  });

  it('has one experiment whatever was measured of it by whom, and another for other images', () => {
    const later = emptyTable({ ...JOB, seeds: 5 }, { ...PLACE, machine: 'another', date: '2027-01-01', workers: 7 });
    expect(experimentHash(later, 'abc')).toBe(experimentHash(table, 'abc'));
    expect(experimentHash(table, 'abd')).not.toBe(experimentHash(table, 'abc'));
    expect(experimentHash(emptyTable({ ...JOB, training: { ...TRAIN_DEFAULTS, epochs: 4 } }, PLACE), 'abc')).not.toBe(
      experimentHash(table, 'abc'),
    );
  });

  it('is named by its content, whatever the order of its keys, in words that a config takes', () => {
    const name = localTableName(table);
    expect(name).toMatch(/^local:[0-9a-f]{32}$/);
    const { rows, ...head } = table;
    expect(localTableName({ rows, ...head })).toBe(name);
    expect(localTableName({ ...table, title: 'another' })).not.toBe(name);
    expect(tableEstimatorSchema.safeParse({ id: 'table', table: name, noise: 'mean' }).success).toBe(true);
    for (const bad of ['local:', 'other:abc', '../a', 'local:a:b']) {
      expect(tableEstimatorSchema.safeParse({ id: 'table', table: bad, noise: 'mean' }).success).toBe(false);
    }
  });
});
