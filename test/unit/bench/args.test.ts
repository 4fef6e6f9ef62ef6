import { describe, expect, it } from 'vitest';
import { DEFAULT_PATIENCE, DEFAULT_SEEDS, parseArgs } from '../../../bench/support/args';

const NAMES = ['train', 'kernels'];

function optionsOf(...args: string[]) {
  const parsed = parseArgs(args, NAMES);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.options;
}

function messageOf(...args: string[]): string {
  const parsed = parseArgs(args, NAMES);
  return parsed.ok ? 'accepted' : parsed.message;
}

describe('arguments of bench', () => {
  it('takes everything without options', () => {
    const { json, python, cases, engines, patience, seeds } = optionsOf('train');
    expect({ json, python, patience, seeds }).toEqual({
      json: false,
      python: null,
      patience: DEFAULT_PATIENCE,
      seeds: DEFAULT_SEEDS,
    });
    expect(cases.test('conv3,max')).toBe(true);
    expect(engines.test('lab')).toBe(true);
  });

  it('reads options before and after the name, with a space or =', () => {
    const { json, python, cases, patience } = optionsOf(
      '--python',
      '/usr/bin/python3',
      'train',
      '--json',
      '--case=^CONV3',
      '--patience',
      '4',
    );
    expect({ json, python, patience }).toEqual({ json: true, python: '/usr/bin/python3', patience: 4 });
    expect(cases.test('conv3,max teach')).toBe(true);
    expect(cases.test('sep,conv7 teach')).toBe(false);
  });

  it('names what is wrong, and the nearest known name', () => {
    expect(messageOf()).toBe('Name a bench.');
    expect(messageOf('trian')).toContain("There is no bench 'trian'. ");
    expect(messageOf('trian')).toContain('train');
    expect(messageOf('train', 'kernels')).toBe("Unknown argument 'kernels'.");
    expect(messageOf('train', '--pyhton', 'x')).toContain('--python');
    expect(messageOf('train', '--python')).toBe('--python needs a value.');
    expect(messageOf('train', '--case', 'a', '--case', 'b')).toBe('--case is given twice.');
    expect(messageOf('train', '--case', '(')).toBe("--case: '(' is no regular expression.");
    expect(messageOf('train', '--patience', '-1')).toContain("got '-1'");
    expect(optionsOf('train', '--seeds', '7').seeds).toBe(7);
    expect(messageOf('train', '--seeds', '0.5')).toContain("got '0.5'");
    expect(messageOf('train', '--json=1')).toContain('Unknown option');
  });
});
