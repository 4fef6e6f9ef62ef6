import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sample } from '../../../src/cli/commands/sample';
import { search } from '../../../src/cli/commands/search';
import { parseOptions } from '../../../src/cli/options';
import { RunFolder } from '../../../src/cli/runFolder';
import { startOf } from '../../../src/cli/searchStart';
import { exportedText, parseExportedRun } from '../../../src/engine/run/exported';
import { fig5 } from '../../../src/engine/run/presets';
import { aSmall } from '../../../src/engine/space';
import { tableOfFile } from '../../../src/worker/tableOfFile';
import { runHere } from '../../support/commandLine';
import { syntheticTable } from '../../support/syntheticTable';

/** What Windows' Notepad and PowerShell put before a text. */
const MARK = '\uFEFF';

let base = '';
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'nas-lab-texts-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

function fileOf(name: string, json: unknown): string {
  const path = join(base, name);
  writeFileSync(path, MARK + JSON.stringify(json));
  return path;
}

describe('a byte order mark before a JSON text', () => {
  it('is passed over in a configuration, and in one that was changed by hand in its folder', async () => {
    const path = fileOf('config.json', fig5(3));
    const { config } = await startOf(parseOptions(['--config', path], search.options, []));
    expect(config).toEqual(fig5(3));
    expect(RunFolder.open(base, () => aSmall).config).toEqual(fig5(3));
  });

  it('is passed over in the definition of a space', async () => {
    const path = fileOf('space.json', {
      version: 1,
      title: 'One layer',
      hyperparameters: { width: { kind: 'choice', options: [8, 16] } },
      network: { kind: 'conv2d', filters: { use: 'width' }, kernel: 3 },
    });
    const drawn = await runHere(sample, ['--space', path, '--n', '2']);
    expect(drawn).toHaveLength(2);
  });

  it('is passed over in a table and in an exported run', async () => {
    const text = `${MARK}${JSON.stringify(syntheticTable())}`;
    const table = await tableOfFile({ name: 'table.json', size: text.length, text: async () => text });
    expect(table).toEqual(syntheticTable());
    const run = { title: 'a run', config: fig5(1), done: false, checkpoint: null, events: [] };
    expect(parseExportedRun(MARK + exportedText(run))).toMatchObject(run);
  });
});
