import { normalisationOf } from '../../engine/data/normalisation';
import { splitDataset } from '../../engine/data/split';
import {
  type ChildMetrics,
  MOST_CHILDREN,
  metricsChild,
  metricsEvent,
  metricsOf,
  STANDARD_TRIALS,
} from '../../engine/estimate/childMetrics';
import type { SearchSpace } from '../../engine/space';
import type { Command } from '../command';
import { loadData } from '../data';
import { readText } from '../files';
import { openNodePool } from '../nodePool';
import type { ParsedOptions } from '../options';
import { backendOf, profileOf, seedOf, sizesOf, TRAINING_OPTIONS, trainingOf } from '../settings';
import { spaceOfOption } from '../space';
import { columns, progressText } from '../terminal';
import { usageError } from '../usage';

/** '0.1,0.2' as numbers in 0..1. */
function strengths(options: ParsedOptions, name: string, standard: readonly number[]): readonly number[] {
  const text = options.text(name);
  if (text === undefined) return standard;
  return text.split(',').map((part) => {
    const value = Number(part);
    if (part.trim() !== '' && value >= 0 && value <= 1) return value;
    throw usageError(
      `--${name}: '${part}' is no strength.`,
      'Write numbers from 0 to 1 (pixels are scaled to 0..1), separated by commas.',
    );
  });
}

/** The children asked for: of --arch, or one a line of --list, blank lines and those with # left out. */
async function archsOf(options: ParsedOptions): Promise<readonly string[]> {
  const [arch, list] = [options.text('arch'), options.text('list')];
  if ((arch === undefined) === (list === undefined)) {
    throw usageError('--arch or --list: one of the two must be given.', 'Example: --arch conv3,max, or --list children.txt.');
  }
  if (arch !== undefined) return [arch];
  const path = list ?? '';
  const lines = (await readText(path)).split('\n').map((line) => line.trim());
  const archs = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (archs.length === 0 || archs.length > MOST_CHILDREN) {
    throw usageError(`--list: ${path} names ${archs.length} children.`, `Name 1 to ${MOST_CHILDREN}, one a line.`);
  }
  return archs;
}

const percent = (fraction: number): string => (100 * fraction).toFixed(2);

function tableOf(rows: readonly ChildMetrics[]): string {
  const [first] = rows;
  const head = [
    'child',
    'params',
    'MACs',
    'memory kB',
    'latency ms',
    'valid %',
    'test %',
    ...(first?.noise ?? []).map(({ strength }) => `noise ${strength}`),
    ...(first?.fgsm ?? []).map(({ strength }) => `FGSM ${strength}`),
  ];
  const cells = rows.map(({ arch, params, macs, memoryBytes, latencyMs, validAccuracy, testAccuracy, noise, fgsm }) => [
    arch,
    params.total.toLocaleString('en'),
    macs.toLocaleString('en'),
    (memoryBytes / 1000).toFixed(1),
    (latencyMs ?? Number.NaN).toFixed(3),
    percent(validAccuracy),
    percent(testAccuracy),
    ...[...noise, ...fgsm].map(({ accuracy }) => percent(accuracy)),
  ]);
  return columns(
    [head, ...cells],
    head.map((_, i) => i > 0),
  );
}

export const metrics: Command = {
  name: 'metrics',
  summary: 'Trains children and measures them: params, MACs, memory, latency here, accuracy under noise and under attack (FGSM).',
  positionals: [],
  options: {
    ...TRAINING_OPTIONS,
    arch: { value: 'text', hint: 'TEXT', help: "one genotype in its canonical form, e.g. 'conv3,max'" },
    list: { value: 'text', hint: 'FILE', help: 'genotypes, one a line' },
    noise: { value: 'text', hint: 'S,...', help: `standard deviations, pixels in 0..1; default ${STANDARD_TRIALS.noise.join()}` },
    fgsm: {
      value: 'text',
      hint: 'E,...',
      help: `steps of the fast gradient sign method; default ${STANDARD_TRIALS.fgsm.join()}`,
    },
    images: { value: 'text', hint: 'N', help: `test images tried under noise and attack; default ${STANDARD_TRIALS.images}` },
    seed: { value: 'text', hint: 'S', help: 'of weights, order, dropout and noise; default 1' },
  },
  async run({ options, terminal, signal, root }) {
    const space: SearchSpace = await spaceOfOption(options.required('space'));
    const archs = await archsOf(options);
    const genotypes = archs.map((arch) => space.parse(arch));
    const profile = profileOf(options.text('profile'), space);
    const trials = {
      images: options.integer('images', 1, 1_000_000) ?? STANDARD_TRIALS.images,
      noise: strengths(options, 'noise', STANDARD_TRIALS.noise),
      fgsm: strengths(options, 'fgsm', STANDARD_TRIALS.fgsm),
    };
    const training = trainingOf(options, profile);
    const backend = backendOf(options.text('backend'));
    const dataset = await loadData(options.required('data'), { dataDir: options.text('data-dir'), note: terminal.note });
    const sizes = sizesOf(options, profile, dataset);
    const normalise = normalisationOf(dataset.id, training.normalise);
    const { shape: input, classes } = dataset.train;
    const ground = {
      space,
      profile: profile.id,
      input,
      classes,
      options: { ...training, normalise, seed: seedOf(options) },
      trials,
    };
    const children = genotypes.map((genotype) => metricsChild(genotype, ground));
    // One worker: beside another, latency would be the other's as well.
    const pool = await openNodePool({ root, split: splitDataset(dataset, sizes), backend, workers: 1, note: terminal.note });
    const rows: ChildMetrics[] = [];
    try {
      terminal.note(`${pool.info.label}: ${pool.info.reason}`);
      for (const [i, child] of children.entries()) {
        const result = await pool.train(child.job, {
          signal,
          onProgress: (progress) => terminal.status(`${i + 1}/${children.length} ${child.arch}: ${progressText(progress)}`),
        });
        const measured = metricsOf(child, result);
        rows.push(measured);
        if (terminal.json) terminal.result(metricsEvent(measured), '');
      }
      if (!terminal.json) {
        terminal.say(`${space.id}, profile ${profile.id}; ${dataset.provenance}; ${pool.info.label}`);
        terminal.say(tableOf(rows));
        terminal.say(`latency: one image, median of 100 after 10 warm-ups; noise and FGSM: ${rows[0]?.images ?? 0} test images`);
      }
    } finally {
      await pool.dispose();
    }
  },
};
