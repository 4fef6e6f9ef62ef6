import { describe, expect, it } from 'vitest';
import { runInBrowser } from '../support/browserHarness';

interface Report {
  readonly title: string;
  readonly episode: number;
  readonly messages: readonly string[];
  readonly importedTitle: string;
  readonly sameEvents: boolean;
  readonly sameCheckpoint: boolean;
  readonly refusals: readonly string[];
  readonly left: readonly string[];
}

describe('RunStore', () => {
  it('keeps log and checkpoint together, in order, past its merging of pieces', async () => {
    const report = await runInBrowser<Report>('pages/runStore.ts');
    expect(report.messages).toEqual(Array.from({ length: 150 }, (_, i) => `piece ${i + 1}`));
    expect(report.episode).toBe(151);
    expect(report.title).toBe('renamed by the person');
    expect(report.importedTitle).toBe('renamed by the person');
    expect(report.sameEvents).toBe(true);
    expect(report.sameCheckpoint).toBe(true);
    expect(report.left).toEqual(['run-2']);
    for (const refusal of report.refusals) expect(refusal).toMatch(/^config: /);
    expect(report.refusals[2]).toMatch(/newer/);
  });
});
