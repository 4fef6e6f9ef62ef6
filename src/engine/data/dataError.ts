import { LabError } from '../core/errors';

/** A file as it came from a drop, a folder or a download. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** LabError 'data': what is wrong in which file, at which byte where there is one. */
export function dataError(file: string, byte: number | null, fault: string, remedy: string, cause?: unknown): LabError {
  const place = byte === null ? file : `${file}, byte ${byte}`;
  return new LabError('data', `${place}: ${fault}.`, remedy, cause === undefined ? {} : { cause });
}

export const GET_AGAIN = 'Get the file again from its publisher, for example with `nas-lab data fetch`.';
