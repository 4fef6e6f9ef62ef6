import { InferenceSession, Tensor } from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ExportOptions, exportGraph } from '../../../../src/engine/graph/export';
import { depthwiseOutFirst, filterOutFirst } from '../../../../src/engine/graph/export/arrays';
import { planExport } from '../../../../src/engine/graph/export/plan';
import type { NetworkGraph } from '../../../../src/engine/graph/types';
import { useBackend } from '../../train/backends';
import { everyKind } from '../../train/graphs';
import { itGivesOurLogits, TOLERANCE } from './sameLogits';
import { channelsFirst, relativeError, type Witness, witnessOf } from './witness';

beforeAll(() => useBackend('wasm'));

async function logitsOf(
  graph: NetworkGraph,
  witness: Witness,
  options: Partial<ExportOptions>,
  more: Record<string, Tensor> = {},
): Promise<Float32Array> {
  const [file] = exportGraph(graph, { format: 'onnx', name: 'seed', ...options });
  if (!(file?.content instanceof Uint8Array)) throw new TypeError('an .onnx file is bytes');
  const session = await InferenceSession.create(file.content);
  const { values, dims } = channelsFirst(witness);
  const [input = ''] = session.inputNames;
  const [output = ''] = session.outputNames;
  const answer = await session.run({ [input]: new Tensor('float32', values, dims), ...more });
  const data = answer[output]?.data;
  await session.release();
  return data instanceof Float32Array ? data : new Float32Array(0);
}

describe('an exported ONNX model, run by ONNX Runtime', () => {
  itGivesOurLogits(logitsOf);

  it("asks for its parameters where it has no weights, in PyTorch's layouts", async () => {
    const graph = everyKind();
    const witness = await witnessOf(graph, 5);
    const given: Record<string, Tensor> = {};
    for (const { name, shape, values } of parametersOf(graph, witness)) given[name] = new Tensor('float32', values, [...shape]);
    expect(Object.keys(given)).toContain('logits.kernel');
    const logits = await logitsOf(graph, witness, {}, given);
    expect(relativeError(logits, witness.logits)).toBeLessThan(TOLERANCE);
  });

  it('takes any number of images at once', async () => {
    const graph = everyKind();
    const witness = await witnessOf(graph, 6);
    const one = { ...witness, batch: 1, images: witness.images.subarray(0, witness.images.length / witness.batch) };
    const logits = await logitsOf(graph, one, { weights: witness.weights });
    expect(relativeError(logits, witness.logits.subarray(0, 3))).toBeLessThan(TOLERANCE);
  });
});

function parametersOf(
  graph: NetworkGraph,
  { weights }: Witness,
): { name: string; shape: readonly number[]; values: Float32Array }[] {
  return planExport(graph, { format: 'onnx', name: 'a', weights }).layers.flatMap(({ op, parameters }) =>
    parameters.map(({ name, part, shape, values }) => {
      const tensor = { shape, values: values ?? new Float32Array(0) };
      if (part !== 'filter') return { name, ...tensor };
      return { name, ...(op.kind === 'depthwiseConv2d' ? depthwiseOutFirst(tensor) : filterOutFirst(tensor)) };
    }),
  );
}
