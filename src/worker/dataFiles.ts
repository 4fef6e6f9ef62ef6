import { abortedError } from '../engine/core/errors';
import { dataError, type NamedBytes } from '../engine/data/dataError';
import type { DataProgress } from './dataProtocol';

/** What is read of a person's files, at most: CIFAR-10's archive, the largest known, has 170 MB, unpacked 184 MB. */
const LARGEST_BYTES = 2 ** 29;

/** What reading needs of a File. */
export type ReadableFile = Pick<File, 'name' | 'size' | 'arrayBuffer'>;

/**
 * The files' contents, in order. Rejects with LabError 'data' where they are too large to be a data set or cannot be read (a dropped folder,
 * a file that was moved meanwhile), and with 'aborted' when cancelled between two files.
 */
export async function readFiles(
  files: readonly ReadableFile[],
  signal: AbortSignal,
  progress: (at: DataProgress) => void,
): Promise<NamedBytes[]> {
  let totalBytes = 0;
  for (const { name, size } of files) {
    totalBytes += size;
    if (totalBytes > LARGEST_BYTES) {
      throw dataError(
        name,
        null,
        `with it the files have more than ${LARGEST_BYTES} bytes`,
        'Choose only the files of one data set; no set of the lab is so large.',
      );
    }
  }
  const named: NamedBytes[] = [];
  let doneBytes = 0;
  for (const file of files) {
    if (signal.aborted) throw abortedError('Reading the files');
    progress({ what: `Reading ${file.name}`, doneBytes, totalBytes });
    named.push({ name: file.name, bytes: await bytesOf(file) });
    doneBytes += file.size;
  }
  progress({ what: 'Checking the images', doneBytes, totalBytes });
  return named;
}

async function bytesOf(file: ReadableFile): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw dataError(
      file.name,
      null,
      `the browser cannot read it (${reason})`,
      'A folder goes through "Choose a folder"; choose a file that was moved or changed again.',
      thrown,
    );
  }
}
