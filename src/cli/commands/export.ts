import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suggestName } from '../../engine/core/nearestName';
import { withDropout } from '../../engine/estimate/childTraining';
import { countGraph } from '../../engine/graph';
import { EXPORT_FORMATS, type ExportedFile, exportFormat, exportGraph, readWeights } from '../../engine/graph/export';
import { graphSvg } from '../../engine/graph/layout';
import type { NetworkGraph } from '../../engine/graph/types';
import type { Command } from '../command';
import { fileError, makeFolder, writeAtomic } from '../files';
import { inputOf, profileOf } from '../settings';
import { spaceOfOption } from '../space';
import { usageError } from '../usage';

const IDS = [...EXPORT_FORMATS.map(({ id }) => id), 'svg'];

async function readFileOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (thrown) {
    throw fileError('read', path, thrown);
  }
}

function svgFile(graph: NetworkGraph, title: string, stem: string): ExportedFile {
  return { name: `${stem}.svg`, mediaType: 'image/svg+xml', content: graphSvg(graph, { title }) };
}

export const exportCommand: Command = {
  name: 'export',
  summary: 'The child network of a genotype as files of another framework, which give the same logits.',
  positionals: [],
  options: {
    space: { value: 'text', hint: 'ID|FILE.json', help: 'search space, or a file of one' },
    arch: { value: 'text', hint: 'TEXT', help: "genotype in its canonical form, e.g. 'conv3,max'" },
    format: { value: 'text', hint: 'F', help: IDS.join(', ') },
    out: { value: 'text', hint: 'DIR', help: 'folder for the files; made where it is missing' },
    profile: { value: 'text', hint: 'P', help: 'how the child is built; default: teach where the space has it' },
    input: { value: 'text', hint: '28x28x1', help: 'image height x width x channels' },
    classes: { value: 'text', hint: 'N', help: 'number of classes, default 10' },
    weights: { value: 'text', hint: 'FILE', help: "trained values, as 'train --save FILE' writes them" },
    name: { value: 'text', hint: 'NAME', help: 'what files and classes are called; default: the genotype' },
    normalised: { value: 'flag', help: 'take images that are normalised already; default: pixels of 0..1' },
  },
  async run({ options, terminal }) {
    const space = await spaceOfOption(options.required('space'));
    const genotype = space.parse(options.required('arch'));
    const id = options.required('format');
    if (!IDS.includes(id)) throw usageError(`--format: there is no format '${id}'.`, suggestName(id, IDS));
    const format = id === 'svg' ? null : exportFormat(id);
    const out = options.required('out');
    const profile = profileOf(options.text('profile'), space);
    const input = inputOf(options.text('input') ?? '28x28x1');
    const classes = options.integer('classes', 2, 65_536) ?? 10;
    const build = { profile: profile.id, input, classes };
    const graph = withDropout(space.build(genotype, build), space.training?.(genotype).dropout);
    const arch = space.format(genotype);
    const name = options.text('name') ?? arch;
    const from = options.text('weights');
    const kept = from === undefined ? null : readWeights(await readFileOf(from), from);
    const weights = kept === null ? {} : { weights: kept.weights };
    const normalise = options.flag('normalised') ? {} : { normalise: kept?.normalise ?? profile.training.normalise };
    const note = `${arch} of the space ${space.id}, profile ${profile.id}`;
    const files =
      format === null
        ? [svgFile(graph, `${space.title}: ${arch}`, name.replace(/[^A-Za-z0-9]+/g, '_').slice(0, 60) || 'child')]
        : exportGraph(graph, { format, name, note, ...weights, ...normalise });
    await makeFolder(out);
    for (const file of files) await writeAtomic(join(out, file.name), file.content);
    const written = files.map((file) => join(out, file.name));
    const { params } = countGraph(graph);
    terminal.result(
      { format: id, arch, files: written, params: params.total, trained: from !== undefined },
      [`${note}, ${params.total.toLocaleString('en')} params${from === undefined ? ', without weights' : ''}`, ...written].join(
        '\n',
      ),
    );
  },
};
