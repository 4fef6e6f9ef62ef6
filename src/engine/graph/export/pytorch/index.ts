import type { NetworkGraph } from '../../types';
import { depthwiseOutFirst, filterOutFirst, type Tensor, transpose } from '../arrays';
import { type NamedArray, npzFile } from '../files/npz';
import { className, fileStem, identifier, Names } from '../names';
import type { Parameter } from '../parameters';
import { type ExportPlan, type PlannedLayer, planExport } from '../plan';
import { factsOf, floatText, groupedLines, indent, listText, PYTHON_WORDS } from '../python';
import type { ExportedFile, ExportOptions } from '../types';
import { torchLayer } from './layers';

/** Members of torch.nn.Module, which a layer's name must not hide, as PyTorch 2.13 lists them. */
const MODULE_MEMBERS =
  'T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval extra_repr float ' +
  'forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia named_buffers named_children ' +
  'named_modules named_parameters parameters register_backward_hook register_buffer register_forward_hook register_forward_pre_hook ' +
  'register_full_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook ' +
  'register_module register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state ' +
  'set_submodule share_memory state_dict to to_empty train training type xpu zero_grad';

const RESERVED = [...PYTHON_WORDS, ...MODULE_MEMBERS.split(' '), 'torch', 'nn', 'F', 'average_inside', 'pixel_mean', 'pixel_std'];

/** PyTorch's names of a layer's arrays. */
const STATE: { readonly [part in Parameter['part']]: string } = {
  filter: 'weight',
  kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
};

function laidOut({ op }: PlannedLayer, part: Parameter['part'], tensor: Tensor): Tensor {
  if (part === 'kernel') return transpose(tensor, [1, 0]);
  if (part !== 'filter') return tensor;
  return op.kind === 'depthwiseConv2d' ? depthwiseOutFirst(tensor) : filterOutFirst(tensor);
}

/** The model's state_dict: '<layer>.<array>' -> values in PyTorch's layout. */
function stateOf(plan: ExportPlan, names: Names): readonly NamedArray[] {
  return plan.layers.flatMap((layer) =>
    layer.parameters.flatMap(({ part, shape, values }) =>
      values === null ? [] : [{ name: `${names.of(layer.id)}.${STATE[part]}`, ...laidOut(layer, part, { shape, values }) }],
    ),
  );
}

const AVERAGE_INSIDE = `def average_inside(x: torch.Tensor, sides: tuple, size: tuple, stride: tuple) -> torch.Tensor:
    """Average pool over the places inside the image, padded unevenly; sides: left, right, top, bottom."""
    inside = F.pad(torch.ones_like(x[:1, :1]), sides)
    return F.avg_pool2d(F.pad(x, sides), size, stride) / F.avg_pool2d(inside, size, stride)


`;

/** (x - mean) / std; by channel with buffers that move with the model, and that its state_dict leaves out. */
function normalised({ normalise, input }: ExportPlan): {
  readonly buffers: readonly string[];
  readonly scale: readonly string[];
} {
  if (normalise === null) return { buffers: [], scale: [] };
  const { mean, std } = normalise;
  if (mean.length === 1)
    return { buffers: [], scale: [`x = (x - ${listText(mean.map(floatText))}) / ${listText(std.map(floatText))}`] };
  const view = input.length === 3 ? '.view(-1, 1, 1)' : '';
  const buffer = (name: string, values: readonly number[]): string =>
    `self.register_buffer("${name}", torch.tensor([${values.map(floatText).join(', ')}])${view}, persistent=False)`;
  return {
    buffers: [buffer('pixel_mean', mean), buffer('pixel_std', std), ''],
    scale: ['x = (x - self.pixel_mean) / self.pixel_std'],
  };
}

function source(plan: ExportPlan, names: Names, title: string): string {
  const [input] = plan.layers;
  const variable = (id: string): string => (id === input?.id ? 'x' : names.of(id));
  const layers = plan.layers.slice(1).map((layer) => {
    const name = names.of(layer.id);
    const { module, expression, helper } = torchLayer(layer);
    const value = expression(name, layer.inputs.map(variable));
    return { group: layer.group, name, module, value, helper };
  });
  const modules = groupedLines(
    layers.map(({ group, name, module }) => ({ group, lines: module === null ? [] : [`self.${name} = ${module}`] })),
  );
  const { buffers, scale } = normalised(plan);
  const steps = groupedLines(layers.map(({ group, name, value }) => ({ group, lines: [`${name} = ${value}`] })));
  const forward = [
    ...scale,
    ...(scale.length > 0 && steps.length > 0 ? [''] : []),
    ...steps,
    '',
    `return ${variable(plan.output)}`,
  ];
  const [first = 0, second = 0, third = 0] = plan.input;
  const shape = plan.input.length === 3 ? `(${third}, ${first}, ${second})` : `(${first},)`;
  const what = plan.input.length === 3 ? 'images [batch, channels, height, width]' : 'vectors [batch, units]';
  const usesF = layers.some(({ value, helper }) => helper !== undefined || value.includes('F.pad('));
  const helper = layers.some((layer) => layer.helper === 'average_inside') ? AVERAGE_INSIDE : '';
  return `"""${factsOf(plan, `${what} of ${shape}`, 'PyTorch', `${title}()`, 'model.eval()(images)')}
"""

from pathlib import Path

import numpy as np
import torch
${usesF ? 'import torch.nn.functional as F\n' : ''}from torch import nn

WEIGHTS = Path(__file__).with_suffix(".npz")


${helper}class ${title}(nn.Module):
    """The network with PyTorch's own starting weights."""

    def __init__(self) -> None:
        super().__init__()
${indent([...buffers, ...(modules.length === 0 ? ['# no layer has a state of its own'] : modules)], 2)}

    def forward(self, x: torch.Tensor) -> torch.Tensor:
${indent(forward, 2)}


def load_weights(model: ${title}, path: str | Path = WEIGHTS) -> ${title}:
    """Sets every parameter and running moment from an .npz whose arrays are those of the model's state_dict."""
    with np.load(path) as arrays:
        model.load_state_dict({name: torch.from_numpy(arrays[name]) for name in arrays.files})
    return model


if __name__ == "__main__":
    print(${title}())
`;
}

/** A Python module with the network as a torch.nn.Module, and an .npz of its state where weights are given. */
export function exportPyTorch(graph: NetworkGraph, options: ExportOptions): readonly ExportedFile[] {
  const plan = planExport(graph, options);
  const stem = fileStem(options.name);
  const title = className(options.name);
  const names = new Names([...RESERVED, title], identifier);
  for (const { id } of plan.layers) names.of(id);
  const files: ExportedFile[] = [{ name: `${stem}.py`, mediaType: 'text/x-python', content: source(plan, names, title) }];
  if (plan.hasWeights) {
    files.push({ name: `${stem}.npz`, mediaType: 'application/zip', content: npzFile(stateOf(plan, names)) });
  }
  return files;
}
