import type { Pair, Sides } from '../../types';
import { imageOf, type PlannedLayer } from '../plan';
import { floatText, pairText } from '../python';
import { noSides, ONE, resolveWindow, samePair, symmetric, type WindowOp } from '../windows';

/** What a layer is in PyTorch: a module of the class, where it has one, and the expression that computes it in forward(). */
export interface TorchLayer {
  readonly module: string | null;
  /** module: the attribute's name; inputs: the variables'. */
  readonly expression: (module: string, inputs: readonly string[]) => string;
  /** A helper function of the file that the expression calls. */
  readonly helper?: 'average_inside';
}

const applied: TorchLayer['expression'] = (module, [first = '']) => `self.${module}(${first})`;

const moduleOnly = (module: string): TorchLayer => ({ module, expression: applied });

/** F.pad's order: left, right, top, bottom. */
const torchSides = ({ top, bottom, left, right }: Sides): string => `(${left}, ${right}, ${top}, ${bottom})`;

function bordered(sides: Sides, value: 'zero' | 'lowest'): TorchLayer['expression'] {
  const fill = value === 'zero' ? '' : ', value=float("-inf")';
  return (module, [first = '']) => `self.${module}(F.pad(${first}, ${torchSides(sides)}${fill}))`;
}

/** PyTorch's pools take at most half the window as padding, the same on both sides. */
function poolPadding(sides: Sides, size: Pair): Pair | null {
  const padding = symmetric(sides);
  return padding !== null && 2 * padding[0] <= size[0] && 2 * padding[1] <= size[1] ? padding : null;
}

function convolution(layer: PlannedLayer<WindowOp>, filters: number, groups: number, bias: boolean): TorchLayer {
  const [, , channels] = imageOf(layer);
  const { kernel, stride, dilation, sides } = resolveWindow(layer.op, imageOf(layer));
  const padding = symmetric(sides);
  const args = [
    String(channels),
    String(filters),
    pairText(kernel),
    ...(samePair(stride, ONE) ? [] : [`stride=${pairText(stride)}`]),
    ...(padding === null || noSides(sides) ? [] : [`padding=${pairText(padding)}`]),
    ...(samePair(dilation, ONE) ? [] : [`dilation=${pairText(dilation)}`]),
    ...(groups === 1 ? [] : [`groups=${groups}`]),
    ...(bias ? [] : ['bias=False']),
  ];
  const module = `nn.Conv2d(${args.join(', ')})`;
  return padding === null ? { module, expression: bordered(sides, 'zero') } : moduleOnly(module);
}

function pool(layer: PlannedLayer<Extract<WindowOp, { kind: 'maxPool' | 'avgPool' }>>): TorchLayer {
  const { op } = layer;
  const { kernel, stride, sides } = resolveWindow(op, imageOf(layer));
  const padding = poolPadding(sides, kernel);
  const inside = op.kind === 'avgPool' && op.padding === 'same' && !noSides(sides);
  const pads = noSides(sides) || padding === null ? '' : `, padding=${pairText(padding)}`;
  const args = `${pairText(kernel)}, stride=${pairText(stride)}`;
  if (op.kind === 'maxPool') {
    const module = `nn.MaxPool2d(${args}${pads})`;
    return padding === null ? { module, expression: bordered(sides, 'lowest') } : moduleOnly(module);
  }
  if (inside && padding === null) {
    const call = `${torchSides(sides)}, (${kernel.join(', ')}), (${stride.join(', ')})`;
    return { module: null, expression: (_, [first = '']) => `average_inside(${first}, ${call})`, helper: 'average_inside' };
  }
  const module = `nn.AvgPool2d(${args}${pads}${inside ? ', count_include_pad=False' : ''})`;
  return padding === null ? { module, expression: bordered(sides, 'zero') } : moduleOnly(module);
}

const ACTIVATIONS = { tanh: 'nn.Tanh()', sigmoid: 'nn.Sigmoid()', relu6: 'nn.ReLU6()', swish: 'nn.SiLU()' } as const;

/** Images are [batch, channels, height, width]. */
export function torchLayer(layer: PlannedLayer): TorchLayer {
  const { op } = layer;
  const [height, width, channels] = imageOf(layer);
  const image = layer.inputShapes[0]?.length === 3;
  switch (op.kind) {
    case 'input':
      return { module: null, expression: () => 'x' };
    case 'conv2d':
      return convolution({ ...layer, op }, op.filters, 1, op.bias);
    case 'depthwiseConv2d':
      return convolution({ ...layer, op }, channels * op.multiplier, channels, op.bias);
    case 'maxPool':
    case 'avgPool':
      return pool({ ...layer, op });
    case 'batchNorm': {
      const features = layer.shape[layer.shape.length - 1] ?? 0;
      const args = `${features}, eps=${floatText(op.epsilon)}, momentum=${floatText(op.momentum)}`;
      return moduleOnly(`nn.BatchNorm${image ? 2 : 1}d(${args})`);
    }
    case 'relu':
      return moduleOnly('nn.ReLU()');
    case 'activation':
      return moduleOnly(ACTIVATIONS[op.fn]);
    case 'identity':
      return moduleOnly('nn.Identity()');
    case 'zeroPad':
      return moduleOnly(`nn.ZeroPad2d(${torchSides(op.sides)})`);
    case 'crop': {
      const { top, bottom, left, right } = op.sides;
      const place = `[:, :, ${top}:${height - bottom}, ${left}:${width - right}]`;
      return { module: null, expression: (_, [first = '']) => `${first}${place}` };
    }
    case 'zero': {
      const place = `[:, :, ::${op.stride[0]}, ::${op.stride[1]}]`;
      return { module: null, expression: (_, [first = '']) => `torch.zeros_like(${first}${place})` };
    }
    case 'dropout':
      return moduleOnly(`nn.Dropout(${floatText(op.rate)})`);
    case 'flatten': {
      if (!image) return moduleOnly('nn.Identity()');
      // The weights behind it were trained on height, width, channels in this order.
      return { module: null, expression: (_, [first = '']) => `${first}.permute(0, 2, 3, 1).flatten(1)` };
    }
    case 'globalAvgPool':
      return { module: null, expression: (_, [first = '']) => `${first}.mean(dim=(2, 3))` };
    case 'dense': {
      const features = layer.inputShapes[0]?.[0] ?? 0;
      return moduleOnly(`nn.Linear(${features}, ${op.units}${op.bias ? '' : ', bias=False'})`);
    }
    case 'concat':
      return { module: null, expression: (_, inputs) => `torch.cat([${inputs.join(', ')}], dim=1)` };
    case 'add':
      return { module: null, expression: (_, inputs) => inputs.join(' + ') };
    default:
      return op satisfies never;
  }
}
