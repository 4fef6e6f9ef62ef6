import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { LabError } from '../engine/core/errors';
import { suggestName } from '../engine/core/nearestName';
import { datasetFromFiles } from '../engine/data/assemble';
import type { NamedBytes } from '../engine/data/dataError';
import { proceduralDigits } from '../engine/data/digits';
import { KNOWN_DATASETS, type KnownDataset } from '../engine/data/known';
import type { Dataset } from '../engine/data/types';
import { fileError, isFolder } from './files';

/** The procedural set that needs nothing downloaded; its seed is part of its provenance. */
export const DIGITS_ID = 'digits';
const DIGITS_SEED = 1;

export interface DataPlace {
  /** --data-dir where it was given. */
  readonly dataDir: string | undefined;
  readonly note: (line: string) => void;
}

/** The folder of the named data sets: --data-dir, else NAS_LAB_DATA, else none. */
export function dataFolder(dataDir: string | undefined): string | null {
  const asked = dataDir ?? process.env.NAS_LAB_DATA;
  return asked === undefined || asked === '' ? null : resolve(asked);
}

/** A known set by id or title, case aside; null where the name is none. */
export function knownByName(name: string): KnownDataset | null {
  const wanted = name.toLowerCase();
  return KNOWN_DATASETS.find(({ id, title }) => id === wanted || title.toLowerCase() === wanted) ?? null;
}

/** Every file of a folder, read whole; checksums lists and notes are recognised, and passed over, by the readers. */
export async function readFolder(folder: string): Promise<readonly NamedBytes[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => entry.name);
    return await Promise.all(
      names.sort().map(async (name) => ({ name, bytes: new Uint8Array(await readFile(join(folder, name))) })),
    );
  } catch (thrown) {
    throw fileError('read', folder, thrown);
  }
}

/**
 * A data set by name, or from a folder of its files. 'digits' is drawn on the spot; the others lie in the data folder,
 * each in a folder of its id. LabError 'data' with what to do where it is not there.
 */
export async function loadData(name: string, place: DataPlace): Promise<Dataset> {
  if (name.toLowerCase() === DIGITS_ID) return proceduralDigits(DIGITS_SEED);
  const known = knownByName(name);
  const folder = dataFolder(place.dataDir);
  const looksLikePath = /[\\/]/.test(name) || name.startsWith('.');
  if (!looksLikePath && folder !== null) {
    const inFolder = join(folder, known?.id ?? name);
    if (await isFolder(inFolder)) return readDataset(inFolder, known?.title ?? name, place);
  }
  if (known !== null && !looksLikePath) {
    const where =
      folder === null ? 'no data folder is set (--data-dir or NAS_LAB_DATA)' : `there is no folder ${join(folder, known.id)}`;
    const remedy = `Run \`nas-lab data fetch ${known.id}\` or \`nas-lab data import PATH\`, or use --data digits, which needs nothing.`;
    throw new LabError('data', `--data ${known.id}: ${where}.`, remedy);
  }
  if (await isFolder(resolve(name))) return readDataset(resolve(name), basename(resolve(name)), place);
  const names = [DIGITS_ID, ...KNOWN_DATASETS.map(({ id }) => id)];
  const remedy = `${suggestName(name, names)} Or give a folder of IDX or CIFAR-10 files.`;
  throw new LabError('data', `--data: '${name}' is neither a data set nor a folder.`, remedy);
}

async function readDataset(folder: string, title: string, place: DataPlace): Promise<Dataset> {
  const { dataset, verified } = await datasetFromFiles(await readFolder(folder), { title });
  if (!verified) place.note(`${folder}: the files are not those of a published set by their checksums; results are labelled so.`);
  return dataset;
}
