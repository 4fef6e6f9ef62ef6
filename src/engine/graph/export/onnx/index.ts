import type { Shape } from '../../../core/shape';
import type { ParameterPart } from '../../parameters';
import type { NetworkGraph } from '../../types';
import type { Tensor } from '../arrays';
import { joinBytes } from '../files/zip';
import { fileStem, Names } from '../names';
import { type ExportPlan, type PlannedLayer, parameterOf, planExport } from '../plan';
import type { ExportedFile, ExportOptions } from '../types';
import { type OnnxWriter, writeLayer } from './layers';
import { floatTensor, initializer, integerTensor, modelFields, type OnnxNode, valueInfo } from './messages';
import type { Field } from './protobuf';

/** [batch, ...], the channels first. */
function batched(shape: Shape): readonly (number | string)[] {
  const [height = 0, width = 0, channels = 0] = shape;
  return shape.length === 3 ? ['batch', channels, height, width] : ['batch', height];
}

class GraphWriter implements OnnxWriter {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: Field[] = [];
  readonly inputs: Field[] = [];
  private readonly names = new Names([], (id) => id);

  constructor({ layers }: ExportPlan) {
    for (const { id } of layers) this.names.of(id);
  }

  parameter(layer: PlannedLayer, part: ParameterPart, layout: (tensor: Tensor) => Tensor): string {
    const { name: wish, shape, values } = parameterOf(layer, part);
    const name = this.names.fresh(wish);
    const tensor = layout({ shape, values: values ?? new Float32Array(0) });
    if (values === null) this.inputs.push(valueInfo(11, name, tensor.shape));
    else this.initializers.push(initializer(floatTensor(name, tensor)));
    return name;
  }

  constant(base: string, values: readonly number[], type: 'float' | 'integer'): string {
    const name = this.names.fresh(base);
    const scalar = { shape: [], values: Float32Array.from(values) };
    this.initializers.push(initializer(type === 'float' ? floatTensor(name, scalar) : integerTensor(name, values)));
    return name;
  }

  /** Values that are broadcast over [batch, channels, height, width] or [batch, units]. */
  perChannel(base: string, values: readonly number[], input: Shape): string {
    const name = this.names.fresh(base);
    const shape = values.length === 1 ? [] : [values.length, ...input.slice(1).map(() => 1)];
    this.initializers.push(initializer(floatTensor(name, { shape, values: Float32Array.from(values) })));
    return name;
  }

  node(node: OnnxNode): void {
    this.nodes.push(node);
  }

  fresh(base: string): string {
    return this.names.fresh(base);
  }
}

/**
 * One .onnx file, images [batch, channels, height, width], the batch free. Without weights its parameters are inputs of the
 * graph, to be given with the images.
 */
export function exportOnnx(graph: NetworkGraph, options: ExportOptions): readonly ExportedFile[] {
  const plan = planExport(graph, options);
  const writer = new GraphWriter(plan);
  const [input] = plan.layers;
  const id = input?.id ?? 'input';
  let pixels = id;
  if (plan.normalise !== null) {
    const { mean, std } = plan.normalise;
    pixels = writer.fresh('pixels');
    const centred = writer.fresh(`${id}.centred`);
    const subtrahend = writer.perChannel(`${id}.mean`, mean, plan.input);
    const divisor = writer.perChannel(`${id}.std`, std, plan.input);
    writer.node({ name: centred, type: 'Sub', inputs: [pixels, subtrahend], output: centred });
    writer.node({ name: id, type: 'Div', inputs: [centred, divisor], output: id });
  }
  for (const layer of plan.layers) {
    writeLayer(writer, layer, layer.inputs);
  }
  const fields = modelFields({
    name: plan.name === '' ? 'network' : plan.name,
    note: plan.note,
    nodes: writer.nodes,
    initializers: writer.initializers,
    inputs: [valueInfo(11, pixels, batched(plan.input)), ...writer.inputs],
    outputs: [valueInfo(12, plan.output, ['batch', plan.classes])],
  });
  return [{ name: `${fileStem(options.name)}.onnx`, mediaType: 'application/octet-stream', content: joinBytes(fields) }];
}
