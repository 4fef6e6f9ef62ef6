import { describe, expect, it } from 'vitest';
import { countGraph } from '../../../../src/engine/graph/count';
import { groupsOf } from '../../../../src/engine/graph/layout/fold';
import { graphSvg } from '../../../../src/engine/graph/layout/svg';
import { fitText, textWidth } from '../../../../src/engine/graph/layout/text';
import { compactCount } from '../../../../src/engine/graph/layout/words';
import { aSmall } from '../../../../src/engine/space/aSmall/space';
import { cellGraph } from './graphs';

const small = aSmall.build(aSmall.parse('conv3,max'), { profile: 'teach', input: [28, 28, 1], classes: 10 });

/** Elements of an XML text by name, in order; throws where tags do not match. A parser of its own, for tests. */
function elementsOf(xml: string): readonly { readonly name: string; readonly attributes: ReadonlyMap<string, string> }[] {
  const open: string[] = [];
  const found: { name: string; attributes: ReadonlyMap<string, string> }[] = [];
  const rest = xml.replaceAll(/<(\/?)([a-zA-Z]+)((?:\s+[a-zA-Z:-]+="[^"<]*")*)\s*(\/?)>/g, (_, end, name, text, alone) => {
    if (end === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      return '';
    }
    const attributes = new Map(
      [...String(text).matchAll(/([a-zA-Z:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
    );
    found.push({ name, attributes });
    if (alone !== '/') open.push(name);
    return '';
  });
  if (open.length > 0) throw new Error(`left open: ${open.join(' ')}`);
  const stray = /[<>]|&(?!(amp|lt|gt|quot|apos);)/.exec(rest);
  if (stray !== null) throw new Error(`stray ${rest.slice(stray.index, stray.index + 20)}`);
  return found;
}

describe('graphSvg', () => {
  it('is well-formed, with a box and a path for every layer and edge, in every view', () => {
    for (const graph of [small, cellGraph(2, 4, 5)]) {
      for (const folded of [new Set<string>(), 'all'] as const) {
        const elements = elementsOf(graphSvg(graph, { folded }));
        const boxes = elements.filter(({ name, attributes }) => name === 'rect' && attributes.get('class') === 'box');
        const edges = elements.filter(({ attributes }) => attributes.get('class') === 'edge');
        if (folded === 'all') expect(boxes.length).toBeGreaterThanOrEqual(groupsOf(graph).length);
        else {
          expect(boxes).toHaveLength(graph.layers.length);
          expect(edges).toHaveLength(graph.layers.reduce((sum, { inputs }) => sum + new Set(inputs).size, 0));
        }
      }
    }
  });

  it('writes name, output shape, params and MACs of every layer', () => {
    const svg = graphSvg(small);
    for (const layer of countGraph(small).layers) {
      expect(svg).toContain(`>${layer.name}<`);
      if (layer.kind !== 'input') expect(svg).toContain(`>${layer.outputShape.join('×')}<`);
      if (layer.macs > 0) expect(svg).toContain(`>${compactCount(layer.params)} params · ${compactCount(layer.macs)} MACs<`);
    }
  });

  it('escapes what it is given, and leaves out what XML cannot hold', () => {
    const svg = graphSvg(small, { title: `<script>"a" & 'b'</script>\u0000\u001b\ud800`, subtitle: ']]> &amp;' });
    expect(elementsOf(svg).some(({ name }) => name === 'script')).toBe(false);
    expect(svg).toContain('&lt;script&gt;&quot;a&quot; &amp; &apos;b&apos;&lt;/script&gt;\ufffd\ufffd\ufffd');
    expect(svg).toContain(']]&gt; &amp;amp;');
  });

  it('is light, dark, or what the reader prefers', () => {
    expect(graphSvg(small, { theme: 'light' })).not.toContain('prefers-color-scheme');
    expect(graphSvg(small, { theme: 'light' })).toContain('.paper{fill:#fbfaf8}');
    expect(graphSvg(small, { theme: 'dark' })).toContain('.paper{fill:#14161a}');
    const auto = graphSvg(small);
    expect(auto.indexOf('#fbfaf8')).toBeLessThan(auto.indexOf('prefers-color-scheme:dark'));
    expect(auto.indexOf('#14161a')).toBeGreaterThan(auto.indexOf('prefers-color-scheme:dark'));
  });

  it('loads nothing', () => {
    expect(graphSvg(small).replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|@import|url\((?!#)/);
  });

  it('has a legend of the families that are shown, and of no others', () => {
    const svg = graphSvg(small);
    expect(svg).toContain('>convolution<');
    expect(svg).not.toContain('>add, concat<');
  });
});

describe('text in a box', () => {
  it('is kept where it fits and cut with an ellipsis where it does not', () => {
    expect(fitText('conv', 12, 100)).toBe('conv');
    const cut = fitText('a name that is far too long for its box', 12, 80);
    expect(cut).toMatch(/^a name .*…$/);
    expect(textWidth(cut, 12)).toBeLessThanOrEqual(80);
  });
});

it('counts in few characters', () => {
  expect([0, 999, 1000, 9876, 10_000, 1_440_000, 3_349_342, 2e9].map(compactCount)).toEqual([
    '0',
    '999',
    '1,000',
    '9,876',
    '10.0 k',
    '1.44 M',
    '3.35 M',
    '2.00 G',
  ]);
});
