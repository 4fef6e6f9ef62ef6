import { describe, expect, it } from 'vitest';
import { definitionText, SPACE_TEMPLATES } from '../../../src/engine/space/json/templates';
import { answerSpace, readText } from '../../../src/worker/spaceDesk';

const template = (id: string) => {
  const found = SPACE_TEMPLATES.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no template ${id}`);
  return found.definition;
};
const image = [28, 28, 1] as const;

describe('the space worker', () => {
  it('reads a text: its size, its decisions in order, and which are asked only sometimes', () => {
    const { space, diagnostics } = readText(definitionText(template('small-conv')));
    expect(diagnostics).toEqual([]);
    // kernel 2 * dropout 3 * (6 + 6^2 + 6^3) for one, two or three layers of filters (2) and pool (3)
    expect(space?.size).toBe(BigInt(2 * 3 * (6 + 36 + 216)));
    expect(space?.met.slice(0, 2).map(({ decision }) => decision.name)).toEqual(['kernel', 'layers']);
    const walks = new Map(space?.met.map(({ decision, walks: asked }) => [decision.name, asked]));
    expect(walks.get('layer.1.filters')).toBe(space?.walks);
    expect(walks.get('layer.3.filters')).toBeLessThan(space?.walks ?? 0);
    expect(walks.get('layer.3.filters')).toBeGreaterThan(0);
  });

  it('gives no space where the text has errors, and says where they are', () => {
    const text = definitionText(template('small-conv')).replace('"conv2d"', '"conv2x"');
    const { space, diagnostics } = readText(text);
    expect(space).toBeNull();
    const line = text.slice(0, text.indexOf('conv2x')).split('\n').length;
    expect(diagnostics[0]).toMatchObject({ severity: 'error', line });
    expect(diagnostics[0]?.message).toContain('no kind');
  });

  it('says of an empty text what to do, and of broken JSON its place once', () => {
    expect(readText(' \n').diagnostics).toMatchObject([{ line: 1, severity: 'error', message: 'The text is empty.' }]);
    const [fault] = readText('{\n "a": }').diagnostics;
    expect(fault).toMatchObject({ line: 2, column: 7, severity: 'error' });
    expect(fault?.message).not.toMatch(/line/i);
  });

  it('draws the same sample for the same number, another for another, with both themes', () => {
    const definition = template('image-classification');
    const draw = (n: number) => {
      const answer = answerSpace({ type: 'draw', id: 1, definition, draw: n, image }, () => undefined);
      if (answer.type !== 'drawn') throw new Error(answer.type);
      return answer.sample;
    };
    const one = draw(1);
    expect(draw(1)).toEqual(one);
    expect(draw(2).text).not.toBe(one.text);
    expect(one.text).toBe(one.chosen.map(({ name, choice }) => `${name}=${choice}`).join(','));
    expect(one.network?.svg.light).toContain('<svg');
    expect(one.network?.svg.dark).not.toBe(one.network?.svg.light);
  });

  it('names why a sample cannot be built, and gives its text all the same', () => {
    const network = { kind: 'conv2d', filters: 4, kernel: 9, padding: 'valid', stride: 4 } as const;
    const definition = {
      version: 1,
      title: 'Too deep',
      network: { kind: 'repeat', count: { kind: 'int', min: 4, max: 5 }, module: network },
    } as const;
    const answer = answerSpace({ type: 'draw', id: 1, definition, draw: 1, image }, () => undefined);
    if (answer.type !== 'drawn') throw new Error(answer.type);
    expect(answer.sample.network).toBeNull();
    expect(answer.sample.fault?.message).toBeTruthy();
    expect(answer.sample.text).not.toBe('');
  });

  it('validates with progress up to the end', () => {
    const seen: number[] = [];
    const answer = answerSpace(
      { type: 'validate', id: 1, definition: template('skips'), image, memoryLimitBytes: 1_000_000 },
      ({ done, total }) => seen.push(done / total),
    );
    if (answer.type !== 'validated') throw new Error(answer.type);
    expect(answer.report.looked).toBeGreaterThan(50);
    expect(answer.report.warnings.map(({ code }) => code)).toContain('over-memory');
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
});
