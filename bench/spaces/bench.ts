import { loadData } from '../../src/cli/data';
import { nodeWasmAssets } from '../../src/cli/wasmAssets';
import { splitDataset } from '../../src/engine/data/split';
import type { DataSplit, Dataset, ImageSet } from '../../src/engine/data/types';
import { openBackend } from '../../src/engine/tensor';
import { EVERY_SPACE_CHILD, type SpaceChild } from '../../test/support/spaceChildren';
import { type BenchBrowser, openBenchBrowser } from '../support/browser';
import type { Bench, BenchOutput } from '../support/types';
import { ENGINES, type EngineName, type SpaceResult, trainOn } from './job';
import type { PackedSet, SpacePageTask } from './page';

const DATA = ['mnist', 'cifar10'] as const;
/** Points of accuracy by which a child must beat the linear classifier. */
const MARGIN = 2;
/** Of the catalogue and its variants; spaces of people's own are the tests'. */
const CHILDREN = EVERY_SPACE_CHILD.filter(({ space }) => space.definition === undefined);

/** Trains a child, or logistic regression where it is null. */
type Train = (child: SpaceChild | null) => Promise<{ readonly engine: string; readonly result: SpaceResult }>;

function splitFor(dataset: Dataset, engine: EngineName): DataSplit {
  const { train, valid, test } = ENGINES[engine];
  return splitDataset(dataset, { train, valid, test: Math.min(test, dataset.test.count) });
}

async function onWasm(root: string, split: DataSplit): Promise<Train> {
  const { label } = await openBackend({ backend: 'wasm', assets: { wasm: nodeWasmAssets(root) } });
  const environment = {
    now: () => performance.now(),
    breathe: () => new Promise<void>((resolve) => setImmediate(resolve)),
    backend: label,
  };
  return async (child) => ({ engine: label, result: await trainOn(split, child, ENGINES.wasm.epochs, environment) });
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const packed = (set: ImageSet): PackedSet => ({ ...set, images: base64(set.images), labels: base64(set.labels) });

/** A page of its own for each child: what one leaves on the device is not the next one's. */
function onWebGpu(browser: BenchBrowser, split: DataSplit): Train {
  const parts = { train: packed(split.train), valid: packed(split.valid), test: packed(split.test) };
  return async (child) => {
    const task: SpacePageTask = { split: parts, child, epochs: ENGINES.webgpu.epochs };
    const opened = await browser.open('bench/spaces/page.ts', task);
    if (!opened.ok) throw new Error(opened.reason);
    const { contender } = opened;
    try {
      const [accuracy = Number.NaN, layers = 0, params = 0, macs = 0] = await contender.witness();
      return { engine: contender.engine, result: { accuracy, layers, params, macs, seconds: await contender.measure() } };
    } finally {
      await contender.close();
    }
  };
}

async function measure(data: string, children: readonly SpaceChild[], train: Train, output: BenchOutput): Promise<void> {
  const row = { bench: 'spaces', unit: '%', spread: 0 } as const;
  const { engine, result: linear } = await train(null);
  output.row({ ...row, case: `${data}, linear classifier`, engine, value: linear.accuracy, checked: true });
  for (const child of children) {
    const { result } = await train(child);
    const { accuracy, layers, params, macs, seconds } = result;
    output.row({
      ...row,
      case: `${data}, ${child.name}`,
      engine,
      value: accuracy,
      checked: accuracy > linear.accuracy + MARGIN,
    });
    output.note(`  ${child.name}: ${layers} layers, ${params} parameters, ${macs} MACs, ${seconds.toFixed(1)} s of training`);
  }
}

/**
 * Test accuracy of one child of each space, profile teach (batches of 32), beside logistic regression trained on the same images with
 * the same settings on the same backend. Data from the folder that NAS_LAB_DATA names.
 */
export const spacesBench: Bench = {
  name: 'spaces',
  summary:
    'accuracy of a child of each space on wasm (two epochs of 6,000 images) and webgpu (one of 2,000), beside a linear classifier',
  async run(output, root, { options: { cases, engines } }) {
    const wanted = (['wasm', 'webgpu'] as const).filter((engine) => engines.test(engine));
    const browser = wanted.includes('webgpu') ? await openBenchBrowser(root, (line) => output.note(line)) : null;
    try {
      for (const data of DATA) {
        const children = CHILDREN.filter(({ name }) => cases.test(`${data}, ${name}`));
        if (children.length === 0) continue;
        const dataset = await loadData(data, { dataDir: undefined, note: (line) => output.note(line) });
        if (wanted.includes('wasm')) await measure(data, children, await onWasm(root, splitFor(dataset, 'wasm')), output);
        if (browser !== null) await measure(data, children, onWebGpu(browser, splitFor(dataset, 'webgpu')), output);
      }
    } finally {
      await browser?.close();
    }
  },
};
