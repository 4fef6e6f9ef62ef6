import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import { measureTable, missingRuns, type TableTask } from '../../../src/engine/estimate/measureTable';
import { parseTable } from '../../../src/engine/estimate/table';
import type { TableFile } from '../../../src/engine/estimate/tableFile';
import { aSmall, profileById } from '../../../src/engine/space';
import type { TrainJob, TrainResult } from '../../../src/engine/train/types';

const EMPTY: TableFile = {
  version: 1,
  id: 'test',
  title: 'a test',
  space: 'a-small',
  profile: 'teach',
  classes: 10,
  provenance: {
    data: 'none',
    split: { train: 1, valid: 1, test: 1 },
    training: 'none',
    backend: 'fake',
    machine: 'fake',
    command: 'nas-lab table',
    date: '2026-01-01',
    version: '0.0.0',
  },
  rows: [],
};

/** A result that depends on the job alone, as a real one does. */
function resultOf(job: TrainJob): TrainResult {
  const accuracy = ((job.graph.layers.length * 37 + job.options.seed * 11) % 100) / 100;
  return {
    epochs: [{ epoch: 1, trainLoss: 1, trainAccuracy: 0.5, validLoss: 1, validAccuracy: accuracy, trainMs: 5 }],
    validAccuracy: accuracy,
    testAccuracy: accuracy,
    trainMs: 5,
    imagesPerSecond: 1,
    latencyMs: job.options.seed,
    backend: 'fake',
  };
}

interface Trial {
  readonly size: number;
  /** Fails the n-th child, 1-based. */
  readonly failAt?: number;
  readonly start?: TableFile;
}

async function measure({
  size,
  failAt,
  start = EMPTY,
}: Trial): Promise<{ readonly saved: TableFile[]; readonly trained: number; readonly places: number[] }> {
  const saved: TableFile[] = [];
  const places: number[] = [];
  let trained = 0;
  let under = 0;
  const task: TableTask = {
    space: aSmall,
    profile: profileById('teach'),
    input: [28, 28, 1],
    classes: 10,
    options: { epochs: 1, batch: 1, learningRate: 0.1, init: 'he-uniform', normalise: { mean: 0, std: 1 } },
    trainer: {
      size,
      info: { label: 'fake' },
      train: async (job) => {
        under += 1;
        if (under > size) throw new Error(`more than ${size} children at once`);
        await new Promise((resolve) => setTimeout(resolve, job.graph.layers.length % 3));
        under -= 1;
        trained += 1;
        if (trained === failAt) throw new LabError('train', 'diverged', 'slower');
        return resultOf(job);
      },
      dispose: async () => undefined,
    },
    signal: new AbortController().signal,
    save: async (table) => {
      saved.push(table);
    },
    onChild: (_run, _measurement, place) => places.push(place),
  };
  await measureTable(start, 2, task).catch((thrown: unknown) => {
    if (!(thrown instanceof LabError) || thrown.kind !== 'train') throw thrown;
  });
  return { saved, trained, places };
}

describe('measuring a table', () => {
  it('trains every child with every seed once, and saves after each a table its reader accepts', async () => {
    const { saved, trained, places } = await measure({ size: 2 });
    expect(trained).toBe(128);
    expect(saved).toHaveLength(128);
    expect([...places].sort((a, b) => a - b)).toEqual(Array.from({ length: 128 }, (_, i) => i + 1));
    for (const table of [saved[0], saved[63], saved[127]]) expect(parseTable(structuredClone(table), 'test')).toEqual(table);
    const last = saved[127];
    expect(last?.rows).toHaveLength(64);
    for (const row of last?.rows ?? []) expect(row.runs.map(({ seed }) => seed)).toEqual([1, 2]);
    // Golden count of <conv3,max>, and the least latency of its runs.
    expect(last?.rows.find(({ arch }) => arch === 'conv3,max')).toMatchObject({
      params: { total: 52_138, cells: 1_248 },
      latencyMs: 1,
    });
  });

  it('gives the same table with one worker as with three', async () => {
    const one = await measure({ size: 1 });
    const three = await measure({ size: 3 });
    expect(three.saved.at(-1)).toEqual(one.saved.at(-1));
  });

  it('never mixes the backends: a child trained on another ends the measuring', async () => {
    const measuring = measure({ size: 2, start: { ...EMPTY, provenance: { ...EMPTY.provenance, backend: 'webgpu (lost)' } } });
    await expect(measuring).rejects.toThrow(/was trained on fake; the table is measured on webgpu \(lost\)/);
  });

  it('goes on from what was saved before a failure, to the same table, training nothing twice', async () => {
    const whole = await measure({ size: 2 });
    const broken = await measure({ size: 2, failAt: 30 });
    const start = broken.saved.at(-1) ?? EMPTY;
    const present = start.rows.reduce((sum, row) => sum + row.runs.length, 0);
    expect(present).toBeGreaterThanOrEqual(29);
    const rest = await measure({ size: 2, start });
    expect(rest.trained).toBe(128 - present);
    expect(rest.saved.at(-1)).toEqual(whole.saved.at(-1));
    expect(missingRuns(aSmall, whole.saved.at(-1) ?? EMPTY, 2)).toHaveLength(0);
    expect(missingRuns(aSmall, whole.saved.at(-1) ?? EMPTY, 3)).toHaveLength(64);
  });
});
