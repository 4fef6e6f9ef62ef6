import { describe, expect, it } from 'vitest';
import { archiveOf, EXPORT_FORMATS, exportFormat, exportGraph } from '../../../../src/engine/graph/export';
import { unzipArchive } from '../../../../src/engine/graph/export/files/zip';
import { planExport } from '../../../../src/engine/graph/export/plan';
import type { NetworkGraph } from '../../../../src/engine/graph/types';
import { everyKind } from '../../train/graphs';
import { graph, labError, layer } from '../support';

const FORMATS = EXPORT_FORMATS.map(({ id }) => id);

function weightsOf(network: NetworkGraph): Map<string, Float32Array> {
  const { layers } = planExport(network, { format: 'onnx', name: 'a' });
  return new Map(
    layers.flatMap(({ parameters }) =>
      parameters.map(({ name, shape }) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1))] as const),
    ),
  );
}

describe.each(FORMATS)('an export to %s', (format) => {
  it('names the layer whose weights are missing, and where it is', () => {
    const weights = weightsOf(everyKind());
    weights.delete('shrunk.filter');
    const error = labError(() => exportGraph(everyKind(), { format, name: 'a', weights }));
    expect(error.kind).toBe('data');
    expect(error.message).toMatch(/^graph\.layers\[\d+\] \(shrunk\): the weights have no 'shrunk\.filter'/);
    expect(error.remedy).toContain('trained child');
  });

  it('names weights of another size and of another network', () => {
    const weights = weightsOf(everyKind());
    weights.set('logits.bias', new Float32Array(4));
    const wrong = labError(() => exportGraph(everyKind(), { format, name: 'a', weights }));
    expect(wrong.message).toContain("(logits): 'logits.bias' has 4 values, the layer needs 3 = 3");
    weights.set('logits.bias', new Float32Array(3));
    weights.set('extra.bias', new Float32Array(3));
    const stranger = labError(() => exportGraph(everyKind(), { format, name: 'a', weights }));
    expect(stranger.message).toContain("'extra.bias'");
  });

  it('refuses a graph that is none, with the path', () => {
    const broken = graph([
      layer('input', { kind: 'input', shape: [4, 4, 1] }, []),
      layer('sum', { kind: 'add' }, ['input', 'nobody']),
    ]);
    const error = labError(() => exportGraph(broken, { format, name: 'a' }));
    expect([error.kind, error.message]).toEqual(['space', "graph.layers[1] (sum).inputs[1]: there is no layer 'nobody'."]);
  });

  it('refuses a network whose output is an image', () => {
    const image = graph([layer('input', { kind: 'input', shape: [4, 4, 1] }, []), layer('relu', { kind: 'relu' }, ['input'])]);
    expect(labError(() => exportGraph(image, { format, name: 'a' })).message).toContain('the output must be a vector of logits');
  });

  it.each([
    { mean: 0, std: 0 },
    { mean: Number.NaN, std: 1 },
    { mean: [0, 0, 0], std: 1 },
  ])('refuses to normalise by $mean and $std', (normalise) => {
    const error = labError(() => exportGraph(everyKind(), { format, name: 'a', normalise }));
    expect([error.kind, error.message]).toEqual(['config', expect.stringContaining('export.normalise')]);
  });

  it('writes equal bytes for equal networks', () => {
    const weights = weightsOf(everyKind());
    const once = exportGraph(everyKind(), { format, name: 'a', weights });
    expect(exportGraph(everyKind(), { format, name: 'a', weights })).toEqual(once);
  });

  it('goes into one archive', () => {
    const files = exportGraph(everyKind(), { format, name: 'conv3,max', weights: weightsOf(everyKind()) });
    const { name, content } = archiveOf(files, { name: 'conv3,max', format });
    expect(name).toBe(`conv3_max_${format}.zip`);
    const entries = content instanceof Uint8Array ? unzipArchive(content, (what) => new Error(what)) : [];
    expect(entries.map((entry) => entry.name)).toEqual(files.map((file) => file.name));
  });
});

describe('the texts of a network', () => {
  const hostile = 'a"""\nimport os\n"""\\';

  it.each(['keras', 'pytorch'] as const)('cannot break out of the docstring or the comments of a %s source', (format) => {
    const network = graph([
      layer('input', { kind: 'input', shape: [4] }, []),
      layer('out\nimport sys', { kind: 'dense', units: 2, bias: true }, ['input'], 'cell\nimport sys'),
    ]);
    const [source] = exportGraph(network, { format, name: hostile, note: hostile });
    const text = String(source?.content);
    expect(text.split('"""').length % 2).toBe(1);
    const [, docstring = '', ...rest] = text.split('"""');
    const code = rest.join('"""');
    expect(docstring).toContain('import os');
    expect(code).not.toMatch(/^\s*import (os|sys)$/m);
  });
});

describe('the list of formats', () => {
  it('answers an unknown one with the nearest', () => {
    const error = labError(() => exportFormat('pytorhc'));
    expect([error.kind, error.message]).toEqual(['config', "There is no export format 'pytorhc'."]);
    expect(error.remedy).toContain('pytorch');
  });
});
