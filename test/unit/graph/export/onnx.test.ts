import { InferenceSession, Tensor } from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ExportOptions, exportGraph } from '../../../../src/engine/graph/export';
import type { NetworkGraph } from '../../../../src/engine/graph/types';
import { useBackend } from '../../train/backends';
import { randomGraph } from './randomGraph';
import { channelsFirst, relativeError, type Witness, witnessOf } from './witness';

const TOLERANCE = 1e-4;
const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

beforeAll(() => useBackend('cpu'));

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
  it.each(SEEDS)('gives the logits of our forward pass, seed %i', async (seed) => {
    const graph = randomGraph(seed);
    const witness = await witnessOf(graph, seed);
    const logits = await logitsOf(graph, witness, { weights: witness.weights });
    expect(relativeError(logits, witness.logits)).toBeLessThan(TOLERANCE);
  });
});
