import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import { inStorage, storageError } from '../../../src/worker/storageError';

describe('storageError', () => {
  it('tells a full browser from one that keeps nothing, each with its remedy', () => {
    const full = storageError(new DOMException('no', 'QuotaExceededError'), 'run');
    expect([full.kind, full.message]).toEqual(['storage', 'The browser has no room left to keep this run.']);
    expect(full.remedy).toContain('Delete runs');
    expect(storageError(new DOMException('no', 'QuotaExceededError'), 'data').message).toContain('data set');
    const refused = storageError(new DOMException('no', 'SecurityError'), 'run');
    expect(refused.message).toBe('The browser cannot keep runs here (SecurityError).');
    expect(storageError(new Error('IndexedDB is missing'), 'run').message).toContain('(IndexedDB is missing)');
  });

  it('never passes on a failure as a fault of the lab, and leaves an error that says what to do', async () => {
    await expect(inStorage('run', () => Promise.reject(new DOMException('', 'InvalidStateError')))).rejects.toMatchObject({
      kind: 'storage',
    });
    const own = new LabError('config', 'not a run', 'choose another');
    await expect(inStorage('run', () => Promise.reject(own))).rejects.toBe(own);
    expect(await inStorage('run', async () => 3)).toBe(3);
  });
});
