import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../../../src/engine/graph/builder';
import { countGraph } from '../../../../src/engine/graph/count';
import { type ExportOptions, exportGraph } from '../../../../src/engine/graph/export';
import * as ops from '../../../../src/engine/graph/ops';
import type { NetworkGraph } from '../../../../src/engine/graph/types';
import { tf } from '../../../../src/engine/tensor';
import { useBackend } from '../../train/backends';
import { everyKind } from '../../train/graphs';
import { randomGraph, SEEDS } from './randomGraph';
import { spaceChildren } from './spaceChildren';
import { relativeError, type Witness, witnessOf } from './witness';

const TOLERANCE = 1e-4;

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

  it.each([
    { mean: 0.1307, std: 0.3081 },
    { mean: [0.49, 0.48], std: [0.24, 0.26] },
    { mean: [0.49, 0.48], std: 0.25 },
  ])('normalises pixels by itself where it is told to: $mean, $std', async (normalise) => {
    const graph = everyKind();
    const witness = await witnessOf(graph, 3, normalise);
    const logits = await logitsOf(graph, witness, { weights: witness.weights, normalise });
    expect(relativeError(logits, witness.logits)).toBeLessThan(TOLERANCE);
  });

  it('loads without weights, with as many parameters as the graph counts', async () => {
    const graph = everyKind();
    const model = await load(graph, {});
    expect(model.countParams()).toBe(countGraph(graph).params.total);
    expect(model.outputs.map(({ shape }) => shape)).toEqual([[null, 3]]);
    model.dispose();
  });

  it('passes no padded place to a maximum, whatever the image holds', async () => {
    const graph = new GraphBuilder();
    const pool = graph.add('pool', 'cell1', ops.pool('maxPool', [3, 3], [2, 2], [1, 1]), [graph.input([4, 4, 1])]);
    const network = graph.build(graph.add('flat', 'head', ops.flatten, [pool]));
    const images = Float32Array.from({ length: 16 }, (_, i) => -100 - i);
    const witness = { graph: network, weights: new Map(), input: [4, 4, 1], batch: 1, images, logits: new Float32Array(0) };
    // Each window's first place inside is the largest: rows and columns 0 and 1 of a falling image.
    expect([...(await logitsOf(network, witness, {}))]).toEqual([-100, -101, -104, -105]);
  });

  it.each(spaceChildren())('gives the logits of a child of $space: $arch', async ({ graph }) => {
    const witness = await witnessOf(graph, 1);
    const logits = await logitsOf(graph, witness, { weights: witness.weights });
    expect(relativeError(logits, witness.logits)).toBeLessThan(TOLERANCE);
  });
});
