import { normalisationOf } from '../../engine/data/normalisation';
import { splitDataset } from '../../engine/data/split';
import { withChoices, withDropout } from '../../engine/estimate/childTraining';
import { countGraph } from '../../engine/graph';
import { weightsFile } from '../../engine/graph/export';
import type { Command } from '../command';
import { loadData } from '../data';
import { writeAtomic } from '../files';
import { openNodePool } from '../nodePool';
import { backendOf, profileOf, seedOf, sizesOf, TRAINING_OPTIONS, trainingOf } from '../settings';
import { spaceOfOption } from '../space';
import { duration, progressText } from '../terminal';

const percent = (fraction: number): string => `${(100 * fraction).toFixed(2)} %`;

export const train: Command = {
  name: 'train',
  summary: 'Trains one child for real, with its loss and accuracy after each epoch.',
  positionals: [],
  options: {
    ...TRAINING_OPTIONS,
    arch: { value: 'text', hint: 'TEXT', help: "genotype in its canonical form, e.g. 'conv3,max'" },
    seed: { value: 'text', hint: 'S', help: 'of weights, order and dropout; default 1' },
    save: { value: 'text', hint: 'FILE', help: "the trained weights as .npz, for 'export --weights FILE'" },
  },
  async run({ options, terminal, signal, root }) {
    const space = await spaceOfOption(options.required('space'));
    const genotype = space.parse(options.required('arch'));
    const profile = profileOf(options.text('profile'), space);
    const seed = seedOf(options);
    const save = options.text('save');
    const training = trainingOf(options, profile);
    const backend = backendOf(options.text('backend'));
    const dataset = await loadData(options.required('data'), { dataDir: options.text('data-dir'), note: terminal.note });
    const sizes = sizesOf(options, profile, dataset);
    const normalise = normalisationOf(dataset.id, training.normalise);
    const choices = space.training?.(genotype) ?? {};
    const build = { profile: profile.id, input: dataset.train.shape, classes: dataset.train.classes };
    const graph = withDropout(space.build(genotype, build), choices.dropout);
    const { params, macs } = countGraph(graph);
    const split = splitDataset(dataset, sizes);
    const pool = await openNodePool({ root, split, backend, workers: 1, note: terminal.note });
    try {
      terminal.say(`${space.format(genotype)}, profile ${profile.id}, ${params.total.toLocaleString('en')} params`);
      terminal.say(`${dataset.provenance}; ${sizes.train} train, ${sizes.valid} validation, ${sizes.test} test images`);
      terminal.say(`${pool.info.label}: ${pool.info.reason}`);
      const result = await pool.train(
        {
          graph,
          options: { epochs: training.epochs, ...withChoices({ ...training, normalise }, choices), seed },
          keep: save !== undefined,
        },
        {
          signal,
          onProgress: (progress) => terminal.status(progressText(progress)),
          onEpoch: (report) =>
            terminal.result(
              { event: 'epoch', ...report },
              `epoch ${report.epoch}: train ${report.trainLoss.toFixed(4)} ${percent(report.trainAccuracy)}, valid ${report.validLoss.toFixed(4)} ${percent(report.validAccuracy)}, ${duration(report.trainMs)}`,
            ),
        },
      );
      if (save !== undefined && result.state !== undefined) {
        await writeAtomic(save, weightsFile(graph, save, { weights: result.state.values, normalise }).content);
      }
      const { validAccuracy, testAccuracy, imagesPerSecond } = result;
      terminal.result(
        {
          event: 'done',
          validAccuracy,
          testAccuracy,
          params: params.total,
          macs,
          imagesPerSecond,
          backend: result.backend,
        },
        `best validation ${percent(validAccuracy)}, test ${percent(testAccuracy)}, ${Math.round(imagesPerSecond)} images/s`,
      );
    } finally {
      await pool.dispose();
    }
  },
};
