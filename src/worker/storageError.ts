import { LabError } from '../engine/core/errors';

const KEPT = {
  run: {
    full: 'The browser has no room left to keep this run.',
    makeRoom: 'Delete runs you no longer need under "Compare runs", or export this one; it goes on without being kept.',
    refused: 'The browser cannot keep runs here',
    allow: 'Allow site data for this page, or leave private mode; the run goes on without being kept. Export it to keep it.',
  },
  data: {
    full: 'The browser has no room left to keep this data set.',
    makeRoom: 'Delete data sets or runs you no longer need, or give a smaller set.',
    refused: 'The browser cannot keep data sets here',
    allow: 'Allow site data for this page, or leave private mode; the procedural digits need no storage.',
  },
  table: {
    full: 'The browser has no room left to keep this table.',
    makeRoom: 'Download the table now to keep it; delete tables, data sets or runs you no longer need.',
    refused: 'The browser cannot keep tables here',
    allow: 'Allow site data for this page, or leave private mode; download a table before the visit ends to keep it.',
  },
  space: {
    full: 'The browser has no room left to keep this search space.',
    makeRoom: 'Download it to keep it; delete spaces, tables, data sets or runs you no longer need.',
    refused: 'The browser cannot keep search spaces here',
    allow: 'Allow site data for this page, or leave private mode; download a space before the visit ends to keep it.',
  },
  metrics: {
    full: 'The browser has no room left to keep these metrics.',
    makeRoom: 'Export them to keep them; delete runs, tables or data sets you no longer need.',
    refused: 'The browser cannot keep metrics here',
    allow: 'Allow site data for this page, or leave private mode; export metrics before the visit ends to keep them.',
  },
  comparison: {
    full: 'The browser has no room left to keep this comparison.',
    makeRoom: 'Delete runs, tables or data sets you no longer need, or export this comparison; it goes on without being kept.',
    refused: 'The browser cannot keep comparisons here',
    allow:
      'Allow site data for this page, or leave private mode; the comparison goes on without being kept. Export it to keep it.',
  },
} as const;

/** Any failure of the browser's storage, in words that say what to do. */
export function storageError(cause: unknown, what: keyof typeof KEPT): LabError {
  if (cause instanceof LabError) return cause;
  const { full, makeRoom, refused, allow } = KEPT[what];
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  if (name === 'QuotaExceededError') return new LabError('storage', full, makeRoom, { cause });
  // A DOMException is known by its name; an Error's name says nothing.
  const why = name === '' || name === 'Error' ? String(cause instanceof Error ? cause.message : cause) : name;
  return new LabError('storage', `${refused} (${why}).`, allow, { cause });
}

/** What the work gives; its failure is a LabError 'storage'. */
export async function inStorage<T>(what: keyof typeof KEPT, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw storageError(cause, what);
  }
}
