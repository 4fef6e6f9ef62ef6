import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compare } from '../../../src/cli/commands/compare';
import { nasLab, runHere } from '../../support/commandLine';

let base = '';
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'nas-lab-compare-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const at = (name: string): string => join(base, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');
/** Means of a table: without noise a curve only rises. */
const ASKED = ['--presets', 'fig5', '--strategies', 'random', '--children', '60', '--seeds', '3'] as const;

describe('compare', () => {
  it('writes the table as a LaTeX tabular, a row a contender, the best rank first', async () => {
    const rows = await runHere(compare, [...ASKED, '--latex', at('table.tex')]);
    expect(rows).toHaveLength(2);
    const text = read('table.tex');
    expect(text.match(/\\begin\{tabular\}/g)).toHaveLength(1);
    expect(text.match(/\\end\{tabular\}/g)).toHaveLength(1);
    const lines = text.split('\n').map((line) => line.trim());
    const columns = (line = ''): number => line.split('&').length;
    const head = lines[lines.indexOf('\\toprule') + 1];
    expect(head).toContain('mean');
    for (const [i, row] of (rows as readonly { readonly preset: string; readonly mean: number }[]).entries()) {
      const line = lines[lines.indexOf('\\midrule') + 1 + i] ?? '';
      const bold = i === 0;
      expect(line.startsWith(bold ? `\\textbf{${row.preset}}` : row.preset), line).toBe(true);
      expect(line).toContain(row.mean.toFixed(4));
      expect(columns(line)).toBe(columns(head));
    }
  });

  it('writes the best reward over children and epochs as CSV: costs rise, rewards never fall, the last is the best', async () => {
    const rows = await runHere(compare, [...ASKED, '--anytime', at('anytime.csv')]);
    const [head, ...lines] = read('anytime.csv').trimEnd().split('\n');
    expect(head).toBe('name,seed,cost,spent,best');
    const curves = new Map<string, { spent: number; best: number }[]>();
    for (const line of lines) {
      const [name, seed, cost, spent, best] = line.split(',');
      const key = `${name} ${seed} ${cost}`;
      curves.set(key, [...(curves.get(key) ?? []), { spent: Number(spent), best: Number(best) }]);
    }
    expect(curves.size).toBe(2 * 3 * 2);
    for (const points of curves.values()) {
      for (const [i, { spent, best }] of points.entries()) {
        expect(spent).toBeGreaterThan(points[i - 1]?.spent ?? 0);
        expect(best).toBeGreaterThan(points[i - 1]?.best ?? Number.NEGATIVE_INFINITY);
      }
    }
    for (const { preset, values } of rows as readonly { readonly preset: string; readonly values: readonly number[] }[]) {
      expect(values).toEqual([1, 2, 3].map((seed) => curves.get(`${preset} ${seed} children`)?.at(-1)?.best));
    }
  });

  it('refuses what cannot come to its end before the first run', async () => {
    const notes: string[] = [];
    const refused = runHere(compare, ['--presets', 'fig5', '--strategies', 'morphism'], { note: (line) => notes.push(line) });
    await expect(refused).rejects.toMatchObject({ kind: 'config', message: expect.stringContaining("strategy.id: 'morphism'") });
    expect(notes).toEqual([]);
  });
});

describe('compare --out', () => {
  it('goes on after it was stopped, and after a kill in the middle of a line, to the comparison of one go', async () => {
    const whole = await runHere(compare, ASKED);
    const abort = new AbortController();
    const note = (line: string): void => {
      if (line.startsWith('random, seed 1')) abort.abort();
    };
    const stopped = runHere(compare, [...ASKED, '--out', at('kept')], { signal: abort.signal, note });
    await expect(stopped).rejects.toMatchObject({ kind: 'aborted' });
    expect(read('kept').trimEnd().split('\n')).toHaveLength(4);
    appendFileSync(at('kept'), '{"run":"0123');
    const notes: string[] = [];
    expect(await runHere(compare, [...ASKED, '--out', at('kept')], { note: (line) => notes.push(line) })).toEqual(whole);
    expect(notes.filter((line) => line.includes(`kept in ${at('kept')}`))).toHaveLength(4);
    expect(read('kept').trimEnd().split('\n')).toHaveLength(6);
    // Other seeds, strategies and budgets may share the file: what was run is known by all that it depends on.
    const more = await runHere(compare, [...ASKED.slice(0, -1), '2', '--out', at('kept'), '--metric', 'area']);
    expect(more).toHaveLength(2);
    expect(read('kept').trimEnd().split('\n')).toHaveLength(6);
  });

  it.each(['{"title":"a run"}\n', 'a shopping list'])('refuses a file of something else, and leaves it: %j', async (text) => {
    writeFileSync(at('other'), text);
    const refused = runHere(compare, [...ASKED, '--out', at('other')]);
    await expect(refused).rejects.toMatchObject({ kind: 'data', message: expect.stringContaining('line 1') });
    expect(read('other')).toBe(text);
  });
});

describe('metrics as a process', () => {
  it('measures each child of a list: counts, latency, accuracy under noise and under attack', async () => {
    const list = at('children.txt');
    writeFileSync(list, '\uFEFF# two of them\r\nconv3,max\r\n\r\nidentity,avg\r\n');
    const sizes = ['--train', '64', '--valid', '50', '--test', '50', '--epochs', '1', '--backend', 'wasm', '--images', '20'];
    const asked = ['metrics', '--space', 'a-small', '--list', list, '--data', 'digits', ...sizes];
    const { code, stdout, stderr } = await nasLab([...asked, '--noise', '0,0.3', '--fgsm', '0.05', '--json']);
    expect(code, stderr).toBe(0);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line): { arch: string; params: { total: number } } => JSON.parse(line));
    expect(rows.map(({ arch }) => arch)).toEqual(['conv3,max', 'identity,avg']);
    expect(rows[0]?.params.total).toBeGreaterThan(rows[1]?.params.total ?? 0);
    const accuracy = expect.closeTo(0.5, -0.01);
    for (const row of rows) {
      expect(row).toMatchObject({
        event: 'metrics',
        macs: expect.any(Number),
        memoryBytes: expect.any(Number),
        latencyMs: expect.any(Number),
        images: 20,
        noise: [
          { strength: 0, accuracy },
          { strength: 0.3, accuracy },
        ],
        fgsm: [{ strength: 0.05, accuracy }],
      });
    }
  }, 300_000);
});
