import { dataError, GET_AGAIN, type NamedBytes } from './dataError';

/** Files that unpack to more are refused: CIFAR-10, the largest known set, unpacks to 184 MB. */
const LARGEST_UNPACKED = 2 ** 29;

/** Bytes handed to the decoder at once. */
const PIECE = 2 ** 20;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** The name without its '.gz'; '.tgz' becomes '.tar'. */
export function unpackedName(name: string): string {
  return name.replace(/\.tgz$/i, '.tar').replace(/\.gz$/i, '');
}

/**
 * Unpacks a gzip file (RFC 1952), its checksum and length verified by the platform's own decoder. LabError 'data' where it
 * is damaged, cut off, or unpacks to more than `limit` bytes.
 */
export async function gunzip(file: NamedBytes, limit = LARGEST_UNPACKED): Promise<NamedBytes> {
  let read = 0;
  const source = new ReadableStream<BufferSource>({
    pull(controller) {
      if (read < file.bytes.length) controller.enqueue(file.bytes.slice(read, read + PIECE));
      else controller.close();
      read += PIECE;
    },
  });
  const reader = source.pipeThrough(new DecompressionStream('gzip')).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      length += value.length;
      if (length > limit) break;
    }
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw dataError(
      file.name,
      null,
      `the gzip data is damaged or cut off after ${length} unpacked bytes (${reason})`,
      GET_AGAIN,
      thrown,
    );
  }
  if (length > limit) {
    await reader.cancel();
    throw dataError(
      file.name,
      null,
      `it unpacks to more than ${limit} bytes`,
      'No data set of the lab is so large: check the file.',
    );
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { name: unpackedName(file.name), bytes };
}
