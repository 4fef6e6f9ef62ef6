import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands';
import { helpOf, helpOfAll } from '../../../src/cli/help';
import { type OptionSpecs, parseOptions } from '../../../src/cli/options';
import { columns, duration, makeTerminal } from '../../../src/cli/terminal';
import { exitCode } from '../../../src/cli/usage';
import { LabError } from '../../../src/engine/core/errors';

const SPECS: OptionSpecs = {
  seed: { value: 'text', hint: 'S', help: '' },
  set: { value: 'list', hint: 'path=value', help: '' },
  resume: { value: 'flag', help: '' },
};

function refusal(args: readonly string[], read?: (options: ReturnType<typeof parseOptions>) => unknown): LabError {
  try {
    const options = parseOptions(args, SPECS, []);
    read?.(options);
  } catch (thrown) {
    if (thrown instanceof LabError) return thrown;
    throw thrown;
  }
  throw new Error(`accepted: ${args.join(' ')}`);
}

describe('options', () => {
  it('are read as --name value and --name=value, flags and repeated ones included', () => {
    const options = parseOptions(['--seed=5', '--set', 'a=1', '--resume', '--set=b=2', 'PATH'], SPECS, ['PATH']);
    expect(options.integer('seed', 0, 10)).toBe(5);
    expect(options.list('set')).toEqual(['a=1', 'b=2']);
    expect(options.flag('resume')).toBe(true);
    expect(options.positionals).toEqual(['PATH']);
    expect(options.text('missing')).toBeUndefined();
  });

  it.each([
    [['--sed', '5'], 'Unknown option --sed.', "Did you mean '--seed'?"],
    [['-seed'], '-seed: options start with two dashes.', "Did you mean '--seed'?"],
    [['--seed'], '--seed needs a value (S).', 'Write --seed S.'],
    [['--seed', '--resume'], '--seed needs a value (S).', 'Write --seed S.'],
    [['--seed', '1', '--seed', '2'], "--seed is given twice ('1' and '2').", 'Give it once.'],
    [['--resume=yes'], "--resume takes no value, got 'yes'.", 'Write --resume alone.'],
    [['extra'], "Unexpected argument 'extra'.", 'This command takes options only.'],
    [['--constructor', 'x'], 'Unknown option --constructor.', 'Known:'],
  ])('refuse %j', (args, message, remedy) => {
    const error = refusal(args);
    expect(error.message).toBe(message);
    expect(error.remedy).toContain(remedy);
    expect(exitCode(error)).toBe(2);
  });

  it.each(['', 'five', '1.5', '-1', '11', 'NaN', '1e99'])('refuse the integer %j', (text) => {
    const error = refusal([`--seed=${text}`], (options) => options.integer('seed', 0, 10));
    expect(error.message).toBe(`--seed: expected an integer from 0 to 10, got '${text}'.`);
  });

  it.each(['0', '-1', '1.5', 'x', 'Infinity'])('refuse the rate %j', (text) => {
    const error = refusal([`--seed=${text}`], (options) => options.positive('seed', 1));
    expect(error.message).toContain(`got '${text}'`);
  });

  it('name a required one that is missing', () => {
    expect(refusal([], (options) => options.required('seed')).message).toBe('--seed is missing.');
  });
});

describe('exit codes', () => {
  it.each([
    ['aborted', 130],
    ['config', 2],
    ['data', 2],
    ['storage', 2],
    ['checkpoint', 2],
    ['reward', 2],
    ['internal', 1],
    ['worker', 1],
  ] as const)('%s is %i', (kind, code) => {
    expect(exitCode(new LabError(kind, 'm', 'r'))).toBe(code);
  });

  it('anything that is no LabError is 1', () => {
    expect(exitCode(new TypeError('x'))).toBe(1);
    expect(exitCode('text')).toBe(1);
  });
});

describe('the terminal', () => {
  const record = (json: boolean, isTTY: boolean) => {
    const [out, err]: [string[], string[]] = [[], []];
    const terminal = makeTerminal(
      json,
      { write: (text) => out.push(text) },
      { write: (text) => err.push(text), isTTY, columns: 12 },
    );
    return { terminal, out, err };
  };

  it('with --json writes one object a line on stdout and nothing else there', () => {
    const { terminal, out, err } = record(true, false);
    terminal.say('for people');
    terminal.note('a warning');
    terminal.result({ event: 'done', value: 1 }, 'text');
    expect(out).toEqual(['{"event":"done","value":1}\n']);
    expect(err).toEqual(['a warning\n']);
  });

  it('without it writes text', () => {
    const { terminal, out } = record(false, false);
    terminal.result({ event: 'done' }, 'all is well');
    expect(out).toEqual(['all is well\n']);
  });

  it('shows status only to someone who watches, cut to the width, and clears it before the next line', () => {
    const piped = record(false, false);
    piped.terminal.status('busy');
    expect(piped.err).toEqual([]);
    const { terminal, err } = record(false, true);
    terminal.status('a status too long for it');
    terminal.note('next');
    expect(err).toEqual(['\r\u001b[2Ka status to', '\r\u001b[2K', 'next\n']);
  });

  it('sets columns to equal width, numbers flush right', () => {
    expect(
      columns(
        [
          ['a', '1'],
          ['long', '100'],
        ],
        [false, true],
      ),
    ).toBe('a       1\nlong  100');
  });

  it('writes durations as people say them', () => {
    expect([duration(7200), duration(250_000), duration(3_780_000)]).toEqual(['7.2 s', '4m 10s', '1h 03m']);
  });
});

describe('help', () => {
  it('names every command of the contract and those added to it, and every option of a command', () => {
    const all = helpOfAll(COMMANDS);
    const contract = [
      'spaces',
      'strategies',
      'rewards',
      'estimators',
      'datasets',
      'presets',
      'describe',
      'sample',
      'data',
      'train',
      'metrics',
      'export',
      'search',
      'table',
      'compare',
      'bench',
    ];
    expect(COMMANDS.map(({ name }) => name)).toEqual(contract);
    for (const command of COMMANDS) {
      expect(all).toContain(command.summary);
      for (const option of Object.keys(command.options)) expect(helpOf(command)).toContain(`--${option}`);
    }
  });
});
