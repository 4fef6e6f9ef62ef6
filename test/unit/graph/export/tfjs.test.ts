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
import { itGivesOurLogits } from './sameLogits';
import type { Witness } from './witness';

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
  itGivesOurLogits(logitsOf);

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
});
