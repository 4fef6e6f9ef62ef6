import { describe, expect, it } from 'vitest';
import { runText } from '../../../src/worker/runFile';

describe('the text of a file to import', () => {
  it('is read, unless the file is too large for a run or cannot be read', async () => {
    expect(await runText(new File(['{}'], 'run.json'))).toBe('{}');
    const unread = { name: 'film.mkv', size: 3e9, text: () => Promise.reject(new Error('it was read')) };
    await expect(runText(unread)).rejects.toMatchObject({ kind: 'config', message: expect.stringContaining('3000000000 bytes') });
    await expect(runText({ ...unread, size: 10 })).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining('it was read'),
    });
  });
});
