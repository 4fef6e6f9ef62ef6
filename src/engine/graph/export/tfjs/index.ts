import type { JsonValue } from '../../../core/json';
import type { NetworkGraph } from '../../types';
import { floatBytes } from '../files/npz';
import { joinBytes } from '../files/zip';
import { fileStem, identifier, Names } from '../names';
import { type ExportPlan, planExport } from '../plan';
import type { ExportedFile, ExportOptions } from '../types';
import { type TfjsWeight, type TfjsWriter, writeLayer } from './layers';

class ModelWriter implements TfjsWriter {
  readonly layers: JsonValue[] = [];
  readonly manifest: JsonValue[] = [];
  readonly values: Uint8Array[] = [];
  private readonly names = new Names([], identifier);

  constructor({ layers }: ExportPlan) {
    for (const { id } of layers) this.names.of(id);
  }

  add: TfjsWriter['add'] = (name, className, config, from, weights = []) => {
    const calls: JsonValue[] = from.map((input) => [input, 0, 0, {}]);
    this.layers.push({
      class_name: className,
      config: { ...config, name, trainable: true },
      name,
      inbound_nodes: calls.length === 0 ? [] : [calls],
    });
    for (const weight of weights) this.keep(name, weight);
    return name;
  };

  nameOf(id: string): string {
    return this.names.of(id);
  }

  fresh(base: string): string {
    return this.names.fresh(base);
  }

  private keep(layer: string, { name, tensor }: TfjsWeight): void {
    if (tensor.values === null) return;
    this.manifest.push({ name: `${layer}/${name}`, shape: tensor.shape, dtype: 'float32' });
    this.values.push(floatBytes(tensor.values));
  }
}

/** One number by itself, several as a list. */
const plain = (values: readonly number[]): JsonValue => (values.length === 1 ? (values[0] ?? 0) : values);

/**
 * A layers model for tf.loadLayersModel: model.json, and weights.bin beside it where weights are given; without them TensorFlow.js draws
 * starting weights of its own. Images are [batch, height, width, channels].
 */
export function exportTfjs(graph: NetworkGraph, options: ExportOptions): readonly ExportedFile[] {
  const plan = planExport(graph, options);
  const writer = new ModelWriter(plan);
  const [input] = plan.layers;
  const name = writer.nameOf(input?.id ?? 'input');
  const start = { batch_input_shape: [null, ...plan.input], dtype: 'float32', sparse: false };
  let entry = name;
  if (plan.normalise === null) writer.add(name, 'InputLayer', start, []);
  else {
    const { mean, std } = plan.normalise;
    entry = writer.add(writer.fresh('pixels'), 'InputLayer', start, []);
    writer.add(
      name,
      'Rescaling',
      {
        scale: plain(std.map((value) => 1 / value)),
        offset: plain(mean.map((value, channel) => -value / (std[channel] ?? 1))),
      },
      [entry],
    );
  }
  for (const layer of plan.layers) writeLayer(writer, layer);
  const model: JsonValue = {
    format: 'layers-model',
    generatedBy: 'nas-lab',
    convertedBy: null,
    ...(plan.note === '' ? {} : { userDefinedMetadata: { note: plan.note } }),
    modelTopology: {
      class_name: 'Model',
      config: {
        name: fileStem(plan.name),
        layers: writer.layers,
        input_layers: [[entry, 0, 0]],
        output_layers: [[writer.nameOf(plan.output), 0, 0]],
      },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    ...(plan.hasWeights ? { weightsManifest: [{ paths: ['weights.bin'], weights: writer.manifest }] } : {}),
  };
  const files: ExportedFile[] = [{ name: 'model.json', mediaType: 'application/json', content: JSON.stringify(model) }];
  if (plan.hasWeights) {
    files.push({ name: 'weights.bin', mediaType: 'application/octet-stream', content: joinBytes(writer.values) });
  }
  return files;
}
