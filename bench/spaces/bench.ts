import { loadData } from '../../src/cli/data';
import { nodeWasmAssets } from '../../src/cli/wasmAssets';
import { splitDataset } from '../../src/engine/data/split';
import type { DataSplit, Dataset, ImageSet } from '../../src/engine/data/types';
import { openBackend } from '../../src/engine/tensor';
import { smallImages } from '../../test/support/smallImages';
import { EVERY_SPACE_CHILD, type SpaceChild } from '../../test/support/spaceChildren';
import { type BenchBrowser, openBenchBrowser } from '../support/browser';
import type { Bench, BenchOutput } from '../support/types';
import { JOBS, type JobName, type SpaceResult, trainOn } from './job';
import type { PackedSet, SpacePageTask } from './page';

const DATA = ['mnist', 'cifar10'] as const;
/** Points of accuracy by which a child must beat the linear classifier. */
const MARGIN = 2;
/** Of the catalogue and its variants; spaces of people's own are the tests'. */
const CHILDREN = EVERY_SPACE_CHILD.filter(({ space }) => space.definition === undefined);

/** The jobs of an engine, in the order in which they are done. */
const JOBS_OF = { wasm: ['full', 'quick'], webgpu: ['quick'] } as const satisfies Record<string, readonly JobName[]>;

interface Trained {
  readonly engine: string;
  readonly result: SpaceResult;
}
/** Trains a child, or logistic regression where it is null. */
type Train = (child: SpaceChild | null) => Promise<Trained>;

function splitFor(dataset: Dataset, job: JobName): DataSplit {
  const { train, valid, test, halved } = JOBS[job];
  const split = splitDataset(dataset, { train, valid, test: Math.min(test, dataset.test.count) });
  return halved ? smallImages(split) : split;
}

async function onWasm(root: string, split: DataSplit, job: JobName, note: (line: string) => void): Promise<Train> {
  const { label } = await openBackend({ backend: 'wasm', assets: { wasm: nodeWasmAssets(root) } });
  const environment = {
    now: () => performance.now(),
    breathe: () => new Promise<void>((resolve) => setImmediate(resolve)),
    backend: label,
  };
  return async (child) => ({ engine: label, result: await trainOn(split, child, JOBS[job].epochs, environment, note) });
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const packed = (set: ImageSet): PackedSet => ({ ...set, images: base64(set.images), labels: base64(set.labels) });

/** A page of its own for each child: what one leaves on the device is not the next one's. */
function onWebGpu(browser: BenchBrowser, split: DataSplit, job: JobName): Train {
  const parts = { train: packed(split.train), valid: packed(split.valid), test: packed(split.test) };
  return async (child) => {
    const task: SpacePageTask = { split: parts, child, epochs: JOBS[job].epochs };
    const opened = await browser.open('bench/spaces/page.ts', task);
    if (!opened.ok) throw new Error(opened.reason);
    const { contender } = opened;
    try {
      const [accuracy = Number.NaN, layers = 0, params = 0, macs = 0, ...losses] = await contender.witness();
      const seconds = await contender.measure();
      return { engine: contender.engine, result: { accuracy, losses, layers, params, macs, seconds } };
    } finally {
      await contender.close();
    }
  };
}

function report(name: string, { engine, result }: Trained, checked: boolean, { row, note }: BenchOutput): void {
  const { accuracy, losses, layers, params, macs, seconds } = result;
  row({ bench: 'spaces', case: name, engine, value: accuracy, unit: '%', spread: 0, checked });
  const means = losses.map((loss) => loss.toFixed(4)).join(', ');
  note(
    `  ${layers} layers, ${params} parameters, ${macs} MACs, ${seconds.toFixed(1)} s of training; loss of each epoch: ${means}`,
  );
}

type Case = readonly [name: string, child: SpaceChild];
const nameOf = (data: string, child: string, job: JobName): string => `${data}, ${child}${job === 'quick' ? ', quick' : ''}`;
const casesOf = (data: string, job: JobName, wanted: RegExp): readonly Case[] =>
  CHILDREN.map((child) => [nameOf(data, child.name, job), child] as const).filter(([name]) => wanted.test(name));

/** linear: the row's name of the linear classifier. */
async function measure(linear: string, cases: readonly Case[], train: Train, output: BenchOutput): Promise<void> {
  const bar = await train(null);
  report(linear, bar, true, output);
  for (const [name, child] of cases) {
    const trained = await train(child);
    report(name, trained, trained.result.accuracy > bar.result.accuracy + MARGIN, output);
  }
}

/**
 * Test accuracy of one child of each space, profile teach (batches of 32), beside logistic regression trained on the same images with
 * the same settings on the same backend. Data from the folder that NAS_LAB_DATA names. Rows of the quick job end in ', quick'.
 */
export const spacesBench: Bench = {
  name: 'spaces',
  summary:
    'accuracy of a child of each space on wasm (two epochs of 6,000 images) and, quick, on wasm and webgpu (three of 2,000 at half their size), beside a linear classifier',
  async run(output, root, { options: { cases, engines } }) {
    const note = (line: string): void => output.note(line);
    const wanted = (['wasm', 'webgpu'] as const).filter((engine) => engines.test(engine));
    const browser = wanted.includes('webgpu') ? await openBenchBrowser(root, note) : null;
    try {
      for (const data of DATA) {
        const jobs = wanted.flatMap((engine) =>
          JOBS_OF[engine].map((job) => ({ engine, job, chosen: casesOf(data, job, cases) })),
        );
        const asked = jobs.filter(({ chosen }) => chosen.length > 0);
        if (asked.length === 0) continue;
        const dataset = await loadData(data, { dataDir: undefined, note });
        for (const { engine, job, chosen } of asked) {
          const split = splitFor(dataset, job);
          if (engine === 'wasm')
            await measure(nameOf(data, 'linear classifier', job), chosen, await onWasm(root, split, job, note), output);
          else if (browser !== null)
            await measure(nameOf(data, 'linear classifier', job), chosen, onWebGpu(browser, split, job), output);
        }
      }
    } finally {
      await browser?.close();
    }
  },
};
