import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ExportOptions, exportGraph } from '../../../../src/engine/graph/export';
import type { NetworkGraph } from '../../../../src/engine/graph/types';
import { tf } from '../../../../src/engine/tensor';
import { useBackend } from '../../train/backends';
import { randomGraph } from './randomGraph';
import { relativeError, type Witness, witnessOf } from './witness';

const TOLERANCE = 1e-4;
const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

beforeAll(() => useBackend('cpu'));

async function load(graph: NetworkGraph, options: Partial<ExportOptions>): Promise<layers.LayersModel> {
  const [json, bin] = exportGraph(graph, { format: 'tfjs', name: 'seed', ...options });
  const model = JSON.parse(String(json?.content));
  const bytes = bin?.content;
  const artifacts: tf.io.ModelArtifacts = {
    modelTopology: model.modelTopology,
    ...(bytes instanceof Uint8Array ? { weightSpecs: model.weightsManifest[0].weights, weightData: bytes.buffer } : {}),
  };
  return layers.loadLayersModel(tf.io.fromMemory(artifacts));
}

async function logitsOf(
  graph: NetworkGraph,
  { images, input, batch }: Witness,
  options: Partial<ExportOptions>,
): Promise<Float32Array> {
  const model = await load(graph, options);
  const x = tf.tensor(images, [batch, ...input]);
  const y = model.predict(x);
  const values = Array.isArray(y) ? new Float32Array(0) : Float32Array.from(await y.data());
  tf.dispose([x, y]);
  model.dispose();
  return values;
}

describe('an exported layers model, run by TensorFlow.js', () => {
  it.each(SEEDS)('gives the logits of our forward pass, seed %i', async (seed) => {
    const graph = randomGraph(seed);
    const witness = await witnessOf(graph, seed);
    const logits = await logitsOf(graph, witness, { weights: witness.weights });
    expect(relativeError(logits, witness.logits)).toBeLessThan(TOLERANCE);
  });
});
