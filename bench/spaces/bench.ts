import { loadData } from '../../src/cli/data';
import { nodeWasmAssets } from '../../src/cli/wasmAssets';
import { splitDataset } from '../../src/engine/data/split';
import { countGraph } from '../../src/engine/graph';
import type { NetworkGraph } from '../../src/engine/graph/types';
import { PROFILES } from '../../src/engine/space';
import { openBackend } from '../../src/engine/tensor';
import { trainChild } from '../../src/engine/train';
import { linearClassifier, SPACE_CHILDREN, spaceChild } from '../../test/support/spaceChildren';
import type { Bench } from '../support/types';

const DATA = ['mnist', 'cifar10'] as const;
const SIZES = { train: 6_000, valid: 1_000, test: 4_000 } as const;
const EPOCHS = 2;
const BATCH = 32;
const SEED = 1;
/** Points of accuracy by which a child must beat the linear classifier. */
const MARGIN = 2;

/**
 * Test accuracy of one child of each space, profile teach (batches of 32), beside logistic regression trained on the same images with
 * the same settings. Data from the folder that NAS_LAB_DATA names.
 */
export const spacesBench: Bench = {
  name: 'spaces',
  summary: 'accuracy of a child of each space after two epochs of 6,000 images, beside a linear classifier',
  async run(output, root, { options: { cases } }) {
    const { label } = await openBackend({ backend: 'wasm', assets: { wasm: nodeWasmAssets(root) } });
    const { learningRate, init, normalise } = PROFILES.teach.training;
    for (const data of DATA.filter((name) => cases.test(name))) {
      const dataset = await loadData(data, { dataDir: undefined, note: (line) => output.note(line) });
      const split = splitDataset(dataset, { ...SIZES, test: Math.min(SIZES.test, dataset.test.count) });
      const { shape: input, classes } = dataset.train;
      const train = async (graph: NetworkGraph): Promise<{ readonly accuracy: number; readonly seconds: number }> => {
        const result = await trainChild(
          { graph, options: { epochs: EPOCHS, batch: BATCH, learningRate, init, normalise, seed: SEED } },
          split,
          { now: () => performance.now(), breathe: () => new Promise((resolve) => setImmediate(resolve)), backend: label },
        );
        return { accuracy: 100 * result.testAccuracy, seconds: result.trainMs / 1000 };
      };
      const linear = await train(linearClassifier({ input, classes }));
      const row = { bench: 'spaces', unit: '%', spread: 0 } as const;
      output.row({ ...row, case: `${data}, linear classifier`, engine: label, value: linear.accuracy, checked: true });
      for (const child of SPACE_CHILDREN) {
        const graph = spaceChild(child, { profile: 'teach', input, classes });
        const { params, macs, layers } = countGraph(graph);
        const { accuracy, seconds } = await train(graph);
        const checked = accuracy > linear.accuracy + MARGIN;
        output.row({ ...row, case: `${data}, ${child.space}`, engine: label, value: accuracy, checked });
        output.note(
          `  ${child.space}: ${layers.length} layers, ${params.trainable} parameters, ${macs} MACs, ${seconds.toFixed(1)} s of training`,
        );
      }
    }
  },
};
