import { describe, expect, it } from 'vitest';
import { runConfigSchema } from '../../../../../src/engine/run/config';
import { openSpace } from '../../../../../src/engine/space/catalogue';
import { configOf } from '../../../../../src/engine/space/json/parse';
import { SPACE_TEMPLATES } from '../../../../../src/engine/space/json/templates';
import { bytesText, sizeText } from '../../../../../src/ui/features/space-editor/numbers';
import { optionsText, outlineOf } from '../../../../../src/ui/features/space-editor/outline';
import { problemsText } from '../../../../../src/ui/features/space-editor/problemsText';
import { searchRun } from '../../../../../src/ui/features/space-editor/searchRun';
import { decodeLink, encodeLink } from '../../../../../src/ui/shared/runLink';

describe('numbers', () => {
  it('writes sizes in full as long as they can be read, then in powers of ten', () => {
    expect(sizeText(1548n)).toBe('1,548');
    expect(sizeText(999_999_999_999n)).toBe('999,999,999,999');
    expect(sizeText(1_000_000_000_000n)).toBe('1.00 × 10^12');
    expect(sizeText(100n ** 60n)).toBe('1.00 × 10^120');
    expect(sizeText(12_349_999_999_999_999n)).toBe('1.23 × 10^16');
    expect(sizeText(12_350_000_000_000_000n)).toBe('1.24 × 10^16');
    expect(sizeText(9_996_000_000_000n)).toBe('1.00 × 10^13');
  });

  it('writes bytes with two or three digits', () => {
    expect(bytesText(0)).toBe('0 bytes');
    expect(bytesText(999)).toBe('999 bytes');
    expect(bytesText(1000)).toBe('1.0 kB');
    expect(bytesText(3_440_000)).toBe('3.4 MB');
    expect(bytesText(99_700_000)).toBe('100 MB');
    expect(bytesText(999_600)).toBe('1.0 MB');
  });
});

describe('the outline', () => {
  const op = { kind: 'categorical', name: 'layer.1.op', options: ['max', 'avg'] } as const;
  const rate = { kind: 'float', name: 'rate', min: 0.001, max: 0.1, scale: 'log' } as const;

  it('groups names by their dots, joins chains, and shows the sample', () => {
    const met = [
      { decision: rate, walks: 4 },
      { decision: op, walks: 4 },
      { decision: { ...op, name: 'layer.2.op' }, walks: 1 },
      { decision: { ...op, name: 'cell.node.op' }, walks: 4 },
    ];
    const tree = outlineOf(met, 4, [{ name: 'layer.1.op', choice: 'avg' }]);
    expect(tree.map(({ label }) => label)).toEqual(['rate', 'layer', 'cell.node.op']);
    expect(tree[1]?.below.map(({ label }) => label)).toEqual(['1.op', '2.op']);
    expect(tree[1]?.below[0]?.leaf).toEqual({ options: 'max, avg', choice: 'avg', asked: 1 });
    expect(tree[1]?.below[1]?.leaf).toEqual({ options: 'max, avg', choice: null, asked: 0.25 });
  });

  it('writes the options of every kind of decision', () => {
    expect(optionsText(rate)).toBe('0.001 to 0.1, log scale');
    expect(optionsText({ kind: 'int', name: 'n', min: 1, max: 9, step: 2 })).toBe('1 to 9 in steps of 2');
    expect(optionsText({ kind: 'int', name: 'n', min: 1, max: 3, step: 1 })).toBe('1 to 3');
    const options = Array.from({ length: 40 }, (_, i) => `o${i}`);
    expect(optionsText({ kind: 'categorical', name: 'c', options })).toMatch(/^o0, .*o10 and 29 more$/);
  });
});

describe('what is announced', () => {
  const problem = { path: 'network', line: 7, column: 3, severity: 'error', message: 'wrong.', remedy: 'Mend it.' } as const;

  it('counts errors and warnings and gives the first error with its line', () => {
    expect(problemsText([], null)).toBe('No problems.');
    expect(problemsText([{ ...problem, severity: 'warning', line: 2 }, problem], null)).toBe(
      '1 error, 1 warning. Line 7: wrong.',
    );
    expect(problemsText([problem, problem], null)).toBe('2 errors. Line 7: wrong.');
  });
});

describe.each(SPACE_TEMPLATES)('a search of $id', ({ definition, title }) => {
  const config = configOf(definition);
  const space = { config, title, profiles: openSpace(config).profiles };

  it.each([
    ['random', 'synthetic', 1000],
    ['regularized-evolution', 'synthetic', 1000],
    ['regularized-evolution', 'train', 40],
  ] as const)('by %s on %s is a valid run that a link carries', async (strategy, worth, children) => {
    const run = searchRun(space, { strategy, worth, data: 'digits', image: '28x28x1' }, 7);
    expect(runConfigSchema.safeParse(run).error).toBeUndefined();
    expect(run.stop.episodes * run.strategy.childrenPerEpisode).toBe(children);
    const linked = await decodeLink(await encodeLink(run));
    expect(linked).toEqual({ config: run, notes: [] });
    expect(openSpace(linked.config.space).id).toBe(config.id);
  });
});
