import type { Names } from '../names';
import { imageOf, type PlannedLayer } from '../plan';
import { floatText, pairText, sidesText } from '../python';
import { tensorFlowWindow } from '../tensorflow';
import { noSides, ONE, resolveWindow, samePair, type WindowOp } from '../windows';

/** What a layer's lines need besides the layer. */
export interface KerasContext {
  readonly names: Names;
}

/** An assignment of the functional API: VARIABLE = layers.KIND(arguments, name="NAME")(from). */
function call(name: string, kind: string, args: readonly string[], from: string, variable = name): string {
  return `${variable} = layers.${kind}(${[...args, `name="${name}"`].join(', ')})(${from})`;
}

/** The window's own layer and its arguments but for stride and padding. */
function windowLayer(op: WindowOp): readonly [kind: string, args: readonly string[]] {
  switch (op.kind) {
    case 'conv2d':
      return ['Conv2D', [String(op.filters), pairText(op.kernel)]];
    case 'depthwiseConv2d':
      return ['DepthwiseConv2D', [pairText(op.kernel), ...(op.multiplier === 1 ? [] : [`depth_multiplier=${op.multiplier}`])]];
    case 'maxPool':
      return ['MaxPooling2D', [pairText(op.size)]];
    case 'avgPool':
      return ['AveragePooling2D', [pairText(op.size)]];
    default:
      return op satisfies never;
  }
}

function windowLines(layer: PlannedLayer<WindowOp>, from: string, { names }: KerasContext): readonly string[] {
  const { op } = layer;
  const name = names.of(layer.id);
  const { border, padding, stride, dilation, subsample } = tensorFlowWindow(op, resolveWindow(op, imageOf(layer)));
  const lines: string[] = [];
  let source = from;
  if (border !== null) {
    const bordered = names.fresh(`${name}_border`);
    const maximum = op.kind === 'maxPool';
    lines.push(
      maximum
        ? `${bordered} = ops.pad(${source}, ((0, 0), ${sidesText(border).slice(1, -1)}, (0, 0)), constant_values=float("-inf"))`
        : call(bordered, 'ZeroPadding2D', [sidesText(border)], source),
    );
    source = bordered;
  }
  const [kind, fixed] = windowLayer(op);
  const pool = op.kind === 'maxPool' || op.kind === 'avgPool';
  const args = [
    ...fixed,
    // A pool's stride is its size unless it is told; a convolution's is 1.
    ...(pool || !samePair(stride, ONE) ? [`strides=${pairText(stride)}`] : []),
    ...(padding === 'same' ? ['padding="same"'] : []),
    ...(samePair(dilation, ONE) ? [] : [`dilation_rate=${pairText(dilation)}`]),
    ...('bias' in op && !op.bias ? ['use_bias=False'] : []),
  ];
  if (subsample === null) return [...lines, call(name, kind, args, source)];
  const every = names.fresh(`${name}_every_place`);
  lines.push(call(name, kind, args, source, every));
  lines.push(`${name} = ${every}[:, ::${subsample[0]}, ::${subsample[1]}, :]`);
  return lines;
}

/** The lines that compute a layer from its inputs' variables. */
export function kerasLines(layer: PlannedLayer, context: KerasContext): readonly string[] {
  const { op } = layer;
  const name = context.names.of(layer.id);
  const inputs = layer.inputs.map((id) => context.names.of(id));
  const [first = ''] = inputs;
  switch (op.kind) {
    case 'input':
      return [];
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'maxPool':
    case 'avgPool':
      return windowLines({ ...layer, op }, first, context);
    case 'batchNorm': {
      const args = [`momentum=${floatText(1 - op.momentum)}`, `epsilon=${floatText(op.epsilon)}`];
      return [call(name, 'BatchNormalization', args, first)];
    }
    case 'relu':
      return [call(name, 'ReLU', [], first)];
    case 'activation':
      return [call(name, 'Activation', [`"${op.fn}"`], first)];
    case 'identity':
      return [call(name, 'Identity', [], first)];
    case 'zeroPad':
      return [noSides(op.sides) ? call(name, 'Identity', [], first) : call(name, 'ZeroPadding2D', [sidesText(op.sides)], first)];
    case 'crop':
      return [call(name, 'Cropping2D', [sidesText(op.sides)], first)];
    case 'zero':
      return [`${name} = ops.zeros_like(${first}[:, ::${op.stride[0]}, ::${op.stride[1]}, :])`];
    case 'dropout':
      return [call(name, 'Dropout', [floatText(op.rate)], first)];
    case 'flatten':
      return [call(name, layer.inputShapes[0]?.length === 3 ? 'Flatten' : 'Identity', [], first)];
    case 'globalAvgPool':
      return [call(name, 'GlobalAveragePooling2D', [], first)];
    case 'dense':
      return [call(name, 'Dense', [String(op.units), ...(op.bias ? [] : ['use_bias=False'])], first)];
    case 'concat':
    case 'add': {
      if (inputs.length === 1) return [call(name, 'Identity', [], first)];
      return [call(name, op.kind === 'add' ? 'Add' : 'Concatenate', [], `[${inputs.join(', ')}]`)];
    }
    default:
      return op satisfies never;
  }
}
