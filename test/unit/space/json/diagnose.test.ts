import { describe, expect, it } from 'vitest';
import { openSpace, spaceById, spaceFault } from '../../../../src/engine/space/catalogue';
import { spaceConfigSchema } from '../../../../src/engine/space/config';
import {
  configOf,
  type Diagnosis,
  diagnoseSpace,
  parseDefinition,
  parseSpaceText,
  spaceOfJson,
} from '../../../../src/engine/space/json/parse';
import { definitionJsonSchema } from '../../../../src/engine/space/json/schema';
import { definitionText, SPACE_TEMPLATES } from '../../../../src/engine/space/json/templates';
import { labError } from '../../graph/support';

const CONV = { kind: 'conv2d', filters: 4, kernel: 3 };
const whole = (part: object): Diagnosis => diagnoseSpace(JSON.stringify({ version: 1, title: 't', network: CONV, ...part }));
const network = (module: unknown, rest: object = {}): Diagnosis => whole({ network: module, ...rest });

describe('diagnoseSpace', () => {
  it('gives the space, its size and its decisions', () => {
    const text = definitionText(SPACE_TEMPLATES[0]?.definition ?? { version: 1, title: '', network: { kind: 'relu' } });
    const { diagnostics, space, size, decisions } = diagnoseSpace(text);
    expect(diagnostics).toEqual([]);
    // 2 kernels x (6 + 36 + 216) ways of 1 to 3 layers x 3 dropouts.
    expect([size, decisions]).toEqual([1548n, 9]);
    expect(space?.id).toMatch(/^custom-[0-9a-f]{16}$/);
  });

  it('names line and column of a fault in the text', () => {
    const { diagnostics, space } = diagnoseSpace(
      '{\n  "version": 1,\n  "title": "t",\n  "network": {\n    "kind": "conv2d", "filters": 4,\n    "kernel": 0 }\n}',
    );
    expect(space).toBeNull();
    expect(diagnostics).toEqual([
      {
        path: 'network.kernel',
        line: 6,
        column: 15,
        severity: 'error',
        message: expect.stringMatching(/^got 0: /),
        remedy: 'Correct the value.',
      },
    ]);
  });

  it.each([
    ['{"a": 1,}', 1, 8, /comma stands before '}'/],
    ['{"a": 1\n "b": 2}', 2, 2, /',' or '}' is missing/],
    ['{"a": 1, "a": 2}', 1, 10, /the name 'a' is used twice/],
    ['{"a": {"__proto__": 1}}', 1, 8, /'__proto__' cannot be a name/],
    ['{"a": 01}', 1, 8, /',' or '}' is missing/],
    ['[1, 2', 1, 6, /',' or ']' is missing/],
    ['{a: 1}', 1, 2, /a name in double quotes is missing/],
    ['"\\x"', 1, 1, /JSON cannot read/],
    ['"abc', 1, 1, /does not end/],
    ['', 1, 1, /ends too early/],
    ['1 2', 1, 3, /stands after the end/],
    ['nul', 1, 1, /does not begin a value/],
    ['['.repeat(100_000), 1, 62, /more than 60 levels/],
    [`"${'x'.repeat(200_001)}"`, 1, 1, /200003 characters/],
  ])('cannot read %j', (text, line, column, message) => {
    const [first, ...rest] = diagnoseSpace(text).diagnostics;
    expect(rest).toEqual([]);
    expect([first?.line, first?.column]).toEqual([line, column]);
    expect(first?.message).toMatch(message);
  });

  it.each<[string, Diagnosis, string, RegExp, RegExp]>([
    ['an unknown kind', network({ kind: 'convv2d' }), 'network.kind', /no kind "convv2d"/, /Did you mean 'conv2d'/],
    ['an unknown key', network({ ...CONV, filter: 3 }), 'network.filter', /unknown key 'filter'/, /Did you mean 'filters'/],
    ['an unknown key above', whole({ netwrk: CONV }), 'netwrk', /unknown key/, /Did you mean 'network'/],
    ['a missing field', network({ kind: 'conv2d', kernel: 3 }), 'network.filters', /'filters' is missing/, /Add "filters"/],
    ['a missing kind', network({ filters: 3 }), 'network', /'kind' is missing/, /Write one of conv2d/],
    ['no module', network(3), 'network', /got 3/, /Correct/],
    [
      'an unknown hyperparameter kind',
      network({ ...CONV, kernel: { kind: 'choise', options: [1] } }),
      'network.kernel.kind',
      /no kind "choise"/,
      /'choice'/,
    ],
    [
      'a fault inside a choice',
      network({ ...CONV, kernel: { kind: 'choice', options: 3 } }),
      'network.kernel.options',
      /got 3/,
      /Correct/,
    ],
    [
      'a name with a blank',
      whole({ hyperparameters: { 'a b': { kind: 'bool' } } }),
      'hyperparameters.a b',
      /is no name/,
      /Rename/,
    ],
    ['a newer version', whole({ version: 2 }), 'version', /got 2/, /Correct/],
    [
      'an empty choice',
      network({ ...CONV, kernel: { kind: 'choice', options: [] } }),
      'network.kernel.options',
      /the choice is empty/,
      /at least one/,
    ],
    ['an empty or', network({ kind: 'or', options: [] }), 'network.options', /the choice is empty/, /at least one/],
    [
      'an option twice',
      network({ ...CONV, kernel: { kind: 'choice', options: [3, 3] } }),
      'network.kernel.options[1]',
      /'3' is there twice/,
      /Remove/,
    ],
    [
      'an empty range',
      network({ ...CONV, kernel: { kind: 'int', min: 3, max: 1 } }),
      'network.kernel',
      /min 3 is above max 1/,
      /Exchange/,
    ],
    [
      'a log scale from 0',
      network({ kind: 'dropout', rate: { kind: 'real', min: 0, max: 0.5, scale: 'log' } }),
      'network.rate',
      /min above 0/,
      /linear/,
    ],
    [
      'an unknown hyperparameter',
      network({ ...CONV, filters: { use: 'filtres' } }, { hyperparameters: { filters: { kind: 'constant', value: 3 } } }),
      'network.filters.use',
      /no hyperparameter 'filtres'/,
      /Did you mean 'filters'/,
    ],
    [
      'formulas that double at each step',
      network(
        { ...CONV, filters: { use: 'h30' } },
        {
          hyperparameters: Object.fromEntries([
            ['h0', { kind: 'choice', options: [1, 2] }],
            ...Array.from({ length: 30 }, (_, i) => [`h${i + 1}`, { kind: 'dynamic', formula: `h${i} + h${i}` }]),
          ]),
        },
      ),
      'hyperparameters.h9.formula',
      /more than 1000 parts, the formulas it reads written out/,
      /Write it shorter/,
    ],
    [
      'an unknown module',
      network({ use: 'blok' }, { modules: { block: CONV } }),
      'network.use',
      /no module 'blok'/,
      /Did you mean 'block'/,
    ],
    [
      'hyperparameters in a cycle',
      network(
        { ...CONV, filters: { use: 'a' } },
        { hyperparameters: { a: { kind: 'dynamic', formula: 'b + 1' }, b: { kind: 'dynamic', formula: 'a + 1' } } },
      ),
      'hyperparameters.a',
      /form a cycle: a -> b -> a/,
      /Compute one/,
    ],
    [
      'modules in a cycle',
      network({ use: 'a' }, { modules: { a: { use: 'b' }, b: { use: 'a' } } }),
      'modules.a',
      /form a cycle: a -> b -> a/,
      /repeat/,
    ],
    [
      'nodes in a cycle',
      network({ kind: 'cell', nodes: { a: { kind: 'inputChoice', from: ['b'] }, b: CONV } }),
      'network.nodes.a.from[0]',
      /form a cycle: 'b' does not come before/,
      /may read input/,
    ],
    [
      'a name used twice',
      network(
        {
          kind: 'sequential',
          modules: [
            { use: 'a', as: 'x' },
            { use: 'b', as: 'x' },
          ],
        },
        { modules: { a: CONV, b: CONV } },
      ),
      'network.modules[1].as',
      /'x' is used twice/,
      /one module/,
    ],
    [
      'a word of formulas as a name',
      whole({ hyperparameters: { step: { kind: 'bool' } } }),
      'hyperparameters.step',
      /word of formulas/,
      /another name/,
    ],
    [
      'a formula that cannot be read',
      network({ ...CONV, filters: { kind: 'dynamic', formula: '2 *' } }),
      'network.filters.formula',
      /character 4: the formula ends too early/,
      /Correct/,
    ],
    [
      'step outside a repeat',
      network({ ...CONV, filters: { kind: 'dynamic', formula: 'step + 1' } }),
      'network.filters.formula',
      /no 'step' here/,
      /inside a repeat only/,
    ],
    ['a choice outside a cell', network({ kind: 'inputChoice' }), 'network', /outside a cell/, /'cell'/],
    [
      'a billion turns',
      network({ kind: 'repeat', module: CONV, count: { kind: 'int', min: 1, max: 1e9 } }),
      'network.count',
      /whole number from 0 to 100/,
      /fewer/,
    ],
    [
      'repeats of repeats of repeats',
      network({
        kind: 'repeat',
        count: 100,
        module: { kind: 'repeat', count: 100, module: { kind: 'repeat', count: 100, module: CONV } },
      }),
      'network',
      /more than 5000 modules/,
      /fewer times/,
    ],
    [
      'modules that double forty times',
      network(
        { use: 'm40' },
        {
          modules: Object.fromEntries([
            ['m0', CONV],
            ...Array.from({ length: 40 }, (_, i) => [
              `m${i + 1}`,
              { kind: 'sequential', modules: [{ use: `m${i}` }, { use: `m${i}` }] },
            ]),
          ]),
        },
      ),
      'modules',
      /more than 3000 modules|form a cycle/,
      /repeat/,
    ],
    [
      "a profile's number that decides",
      network({ kind: 'repeat', module: CONV, count: { kind: 'dynamic', formula: 'n' } }, { profiles: { teach: { n: 2 } } }),
      'network.count',
      /decides what is asked/,
      /fields of layers only/,
    ],
    [
      'a branch that cannot keep its shape',
      network({ kind: 'add', branches: [{ kind: 'identity' }, { kind: 'conv2d', filters: 1, kernel: 3, stride: 2 }] }),
      'network',
      /cannot keep its shape: 'add' reads 28×28×1 and 14×14×1/,
      /one stride/,
    ],
    ['a dense layer on an image', network({ kind: 'dense', units: 3 }), 'network', /'dense' reads a vector/, /Flatten/],
    [
      'a filter count that is no whole number',
      network({ ...CONV, filters: { kind: 'dynamic', formula: '7 / 2' } }),
      'network.filters',
      /whole number from 1 to 65536, got 3.5/,
      /Correct/,
    ],
    [
      'a learning rate of 0',
      whole({ training: { learningRate: { kind: 'choice', options: [0] } } }),
      'training.learningRate',
      /cannot be 0/,
      /Correct/,
    ],
  ])('refuses %s', (_, diagnosis, path, message, remedy) => {
    expect(diagnosis.space).toBeNull();
    const errors = diagnosis.diagnostics.filter(({ severity }) => severity === 'error');
    const found = errors.find((one) => (path === 'modules' ? one.path.startsWith(path) : one.path === path));
    expect(found, JSON.stringify(errors.slice(0, 3))).toBeDefined();
    expect(found?.message).toMatch(message);
    expect(found?.remedy).toMatch(remedy);
  });

  it('warns where only some children cannot be built, and of what nothing uses', () => {
    const { diagnostics, space } = network(
      { kind: 'add', branches: [{ kind: 'identity' }, { ...CONV, filters: 1, stride: { kind: 'choice', options: [1, 2] } }] },
      { hyperparameters: { spare: { kind: 'bool' } } },
    );
    expect(space?.size).toBe(2n);
    expect(diagnostics.map(({ severity, path }) => [severity, path])).toEqual([
      ['warning', 'network'],
      ['warning', 'hyperparameters.spare'],
    ]);
    expect(diagnostics[0]?.message).toMatch(/cannot keep its shape.*\(28×28×1 images, stride=2\)/);
  });

  it('says why a space has no size', () => {
    const { size, sizeReason } = whole({ training: { learningRate: { kind: 'real', min: 0.001, max: 0.1, scale: 'log' } } });
    expect([size, sizeReason]).toEqual([null, "'learningRate' is continuous"]);
  });

  it('gives up counting what depends on too much, with a reason, and stays fast', () => {
    const flags = Array.from({ length: 20 }, (_, i) => `f${i}`);
    const { size, sizeReason, space } = network(
      {
        kind: 'sequential',
        modules: [...flags, ...flags].map((flag) => ({
          kind: 'when',
          test: `${flag} == true`,
          yes: { kind: 'optional', module: { kind: 'relu' } },
        })),
      },
      { hyperparameters: Object.fromEntries(flags.map((flag) => [flag, { kind: 'bool' }])) },
    );
    expect(space).not.toBeNull();
    expect(size).toBeNull();
    expect(sizeReason).toMatch(/more than/);
  });
});

describe.each(SPACE_TEMPLATES.map((template) => [template.id, template] as const))('template %s', (_, { definition }) => {
  it('is without a fault, and the same as text', () => {
    const { diagnostics, space } = diagnoseSpace(definitionText(definition));
    expect(diagnostics).toEqual([]);
    expect(space?.definition).toEqual(definition);
    expect(JSON.parse(definitionText(definition))).toEqual(JSON.parse(JSON.stringify(definition)));
  });
});

describe("a run's configuration", () => {
  const definition = parseSpaceText(
    definitionText(SPACE_TEMPLATES[2]?.definition ?? { version: 1, title: '', network: { kind: 'relu' } }),
  );

  it('carries a definition and opens it, alone and with training, always as one object', () => {
    const config = spaceConfigSchema.parse(JSON.parse(JSON.stringify(configOf(definition))));
    const space = openSpace(config);
    expect(space).toBe(openSpace(configOf(definition)));
    expect(spaceById(space.id)).toBe(space);
    expect(space.id).toBe(spaceOfJson(config.definition).id);
    expect(openSpace({ ...config, id: `${config.id}+training` }).id).toBe(`${space.id}+training`);
  });

  it('has an id that depends on the order of options, since choices are their numbers', () => {
    const of = (options: readonly number[]): string =>
      spaceOfJson({ version: 1, title: 't', network: { ...CONV, kernel: { kind: 'choice', options } } }).id;
    expect(of([1, 3])).not.toBe(of([3, 1]));
  });

  it('is refused where id and definition differ, or the definition has a fault', () => {
    const config = configOf(definition);
    const error = labError(() => openSpace({ ...config, id: 'custom-0000000000000000' }));
    expect([error.message, error.remedy]).toEqual([
      expect.stringMatching(/space.definition is 'custom-/),
      expect.stringContaining(config.id),
    ]);
    expect(labError(() => spaceOfJson({ version: 1 })).message).toMatch(/^title: 'title' is missing/);
    expect(spaceConfigSchema.safeParse({ id: 'x', definition: { version: 1 } }).success).toBe(false);
    const cyclic = parseDefinition({ version: 1, title: 't', network: { use: 'm' }, modules: { m: { use: 'm' } } });
    expect(spaceFault({ id: 'x', definition: cyclic })?.message).toMatch(/^modules.m: the modules form a cycle: m -> m/);
    let deep: object = {};
    for (let i = 0; i < 100_000; i += 1) deep = { deep };
    expect(spaceConfigSchema.safeParse({ id: 'x', definition: deep }).success).toBe(false);
  });

  it('has a JSON schema with every kind in it, and references for what nests', () => {
    const text = JSON.stringify(definitionJsonSchema());
    for (const kind of ['conv2d', 'inputChoice', 'permutation', 'dynamic']) expect(text).toContain(`"const":"${kind}"`);
    expect(text).toContain('$ref');
  });
});
