import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { LabError } from '../../engine/core/errors';
import { nearestName } from '../../engine/core/nearestName';
import { datasetFromFiles } from '../../engine/data/assemble';
import type { NamedBytes } from '../../engine/data/dataError';
import { fetchFiles } from '../../engine/data/fetch';
import { knownDataset } from '../../engine/data/known';
import type { Command, CommandContext } from '../command';
import { DIGITS_ID, dataFolder, loadData, readFolder } from '../data';
import { codeOf, fileError, makeFolder, writeAtomic } from '../files';
import { columns } from '../terminal';
import { usageError } from '../usage';

const ACTIONS = ['import', 'fetch', 'list'] as const;
const BAR = 24;

/** The data folder; fails where neither --data-dir nor NAS_LAB_DATA names one. */
function requireFolder({ options }: CommandContext): string {
  const folder = dataFolder(options.text('data-dir'));
  if (folder !== null) return folder;
  throw usageError('No data folder is set.', 'Add --data-dir DIR, or set the environment variable NAS_LAB_DATA.');
}

async function store(folder: string, id: string, files: readonly NamedBytes[]): Promise<string> {
  const target = join(folder, id);
  await makeFolder(target);
  for (const { name, bytes } of files) await writeAtomic(join(target, basename(name)), bytes);
  return target;
}

async function readPath(path: string): Promise<readonly NamedBytes[]> {
  try {
    if ((await stat(path)).isDirectory()) return await readFolder(path);
    return [{ name: basename(path), bytes: new Uint8Array(await readFile(path)) }];
  } catch (thrown) {
    if (thrown instanceof LabError) throw thrown;
    throw fileError('read', path, thrown);
  }
}

async function importData(context: CommandContext, path: string | undefined): Promise<void> {
  if (path === undefined) throw usageError('data import needs a PATH.', 'Give a folder of IDX or CIFAR-10 files, or an archive.');
  const folder = requireFolder(context);
  const files = await readPath(resolve(path));
  const { dataset, verified, ignored } = await datasetFromFiles(files, { title: basename(resolve(path)) });
  const skipped = new Set(ignored.map(({ name }) => name));
  const id = verified ? dataset.id : folderName(context.options.text('name') ?? basename(resolve(path)));
  const target = await store(
    folder,
    id,
    files.filter(({ name }) => !skipped.has(name)),
  );
  for (const { name, reason } of ignored) context.terminal.note(`${name} is left out: ${reason}.`);
  const { provenance, train, test } = dataset;
  context.terminal.result(
    {
      id,
      title: dataset.title,
      provenance,
      verified,
      train: train.count,
      test: test.count,
      shape: [...train.shape],
      folder: target,
    },
    `${id}: ${provenance}; ${train.count} training and ${test.count} test images, in ${target}`,
  );
}

/** A data set's folder name: the lower-case letters, digits and dashes of what was given. */
function folderName(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/\.(tar|tgz|gz|zip|bin)\b/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (name === '' || name === DIGITS_ID) throw usageError(`'${text}' cannot be a data set's name.`, 'Give another by --name.');
  return name;
}

async function fetchData(context: CommandContext, name: string | undefined): Promise<void> {
  const { terminal, signal } = context;
  if (name === undefined) throw usageError('data fetch needs a NAME.', '`nas-lab datasets` lists them.');
  const known = knownDataset(name);
  const folder = requireFolder(context);
  await makeFolder(folder);
  const files = await fetchFiles(known.id, {
    fetch: (url, init) => fetch(url, init),
    signal,
    onProgress: ({ file, doneBytes, totalBytes }) => {
      const share = doneBytes / totalBytes;
      const filled = Math.round(share * BAR);
      const bar = `${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}`;
      terminal.status(`[${bar}] ${(100 * share).toFixed(0)} % of ${(totalBytes / 1e6).toFixed(1)} MB, ${file}`);
    },
    onFailure: (url, reason) => terminal.note(`${url}: ${reason}; trying the next mirror.`),
  });
  const { dataset } = await datasetFromFiles(files);
  const target = await store(folder, known.id, files);
  const { provenance, train, test } = dataset;
  terminal.result(
    {
      id: known.id,
      title: known.title,
      provenance,
      verified: true,
      train: train.count,
      test: test.count,
      shape: [...train.shape],
      folder: target,
    },
    `${known.id}: ${provenance}; ${train.count} training and ${test.count} test images, in ${target}`,
  );
}

async function listData(context: CommandContext): Promise<void> {
  const { terminal, options } = context;
  const dataDir = options.text('data-dir');
  const folder = dataFolder(dataDir);
  const names: string[] = [];
  if (folder !== null) {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      names.push(...entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name));
    } catch (thrown) {
      if (codeOf(thrown) !== 'ENOENT') throw fileError('read', folder, thrown);
    }
  }
  const rows: string[][] = [];
  for (const id of [DIGITS_ID, ...names.sort()]) {
    try {
      const { provenance, train, test } = await loadData(id, { dataDir, note: () => undefined });
      const shape = train.shape.join('x');
      rows.push([id, shape, String(train.count), String(test.count), provenance]);
      if (terminal.json) terminal.result({ id, shape: [...train.shape], train: train.count, test: test.count, provenance }, '');
    } catch (thrown) {
      if (!(thrown instanceof LabError)) throw thrown;
      terminal.note(`${id}: ${thrown.message}`);
    }
  }
  terminal.say(columns([['id', 'images', 'train', 'test', 'provenance'], ...rows], [false, false, true, true, false]));
  if (folder === null) terminal.note('No data folder is set: --data-dir DIR or NAS_LAB_DATA.');
}

export const data: Command = {
  name: 'data',
  summary: 'Data sets: import a folder or archive, fetch one by name, list what is there. Verified by checksum.',
  positionals: ['import|fetch|list', '[PATH|NAME]'],
  options: {
    'data-dir': { value: 'text', hint: 'DIR', help: 'where data sets are kept; default: NAS_LAB_DATA' },
    name: { value: 'text', hint: 'NAME', help: 'what to call an imported set that is no published one' },
  },
  async run(context) {
    const [action, what] = context.options.positionals;
    switch (action) {
      case 'import':
        return importData(context, what);
      case 'fetch':
        return fetchData(context, what);
      case 'list':
        return listData(context);
      default: {
        const nearest = action === undefined ? null : nearestName(action, ACTIONS);
        const problem = action === undefined ? 'data: say what to do.' : `data: there is no '${action}'.`;
        throw usageError(problem, `${nearest === null ? '' : `Did you mean '${nearest}'? `}Known: ${ACTIONS.join(', ')}.`);
      }
    }
  },
};
