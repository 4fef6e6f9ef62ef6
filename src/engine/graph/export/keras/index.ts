import type { NetworkGraph } from '../../types';
import { type NamedArray, npzFile } from '../files/npz';
import { fileStem, identifier, Names } from '../names';
import type { Parameter } from '../parameters';
import { type ExportPlan, type PlannedNormalise, planExport } from '../plan';
import { factsOf, floatText, groupedLines, indent, listText, PYTHON_WORDS } from '../python';
import type { ExportedFile, ExportOptions } from '../types';
import { kerasLines } from './layers';

const RESERVED = [...PYTHON_WORDS, 'keras', 'layers', 'ops', 'build_model'];

/** Keras's names of a layer's variables. */
const VARIABLES: { readonly [part in Parameter['part']]: string } = {
  filter: 'kernel',
  kernel: 'kernel',
  bias: 'bias',
  gamma: 'gamma',
  beta: 'beta',
  mean: 'moving_mean',
  variance: 'moving_variance',
};

/** '<layer>/<variable>' -> values, in the layouts that the lab and Keras share. */
function arraysOf(plan: ExportPlan, names: Names): readonly NamedArray[] {
  return plan.layers.flatMap(({ id, parameters }) =>
    parameters.flatMap(({ part, shape, values }) =>
      values === null ? [] : [{ name: `${names.of(id)}/${VARIABLES[part]}`, shape, values }],
    ),
  );
}

/** (x - mean) / std = x * (1 / std) + (-mean / std) */
function normalised({ mean, std }: PlannedNormalise, name: string, shape: string): readonly string[] {
  const scale = listText(std.map((value) => `1 / ${floatText(value)}`));
  const offset = listText(mean.map((value, channel) => `${floatText(-value)} / ${floatText(std[channel] ?? 1)}`));
  return [
    `images = keras.Input(${shape}, name="images")`,
    `${name} = layers.Rescaling(${scale}, ${offset}, name="normalise")(images)`,
  ];
}

function source(plan: ExportPlan, names: Names, stem: string): string {
  const { layers, normalise } = plan;
  const context = { names };
  const [input] = layers;
  const inputName = names.of(input?.id ?? 'input');
  const shape = plan.input.length === 1 ? `(${plan.input[0]},)` : `(${plan.input.join(', ')})`;
  const opening = [`${inputName} = keras.Input(${shape}, name="${inputName}")`];
  const start = normalise === null ? opening : normalised(normalise, inputName, shape);
  const body = groupedLines(layers.map((layer) => ({ group: layer.group, lines: kerasLines(layer, context) })));
  const output = names.of(plan.output);
  const ops = body.some((line) => line.includes(' ops.')) ? ', ops' : '';
  const what = plan.input.length === 3 ? 'images [batch, height, width, channels]' : 'vectors [batch, units]';
  return `"""${factsOf(plan, `${what} of ${shape}`, 'Keras 3', 'build_model()', 'model.predict(images)')}
"""

from pathlib import Path

import keras
import numpy as np
from keras import layers${ops}

WEIGHTS = Path(__file__).with_suffix(".npz")


def build_model() -> keras.Model:
    """The network with Keras's own starting weights."""
${indent([...start, ...(body.length === 0 ? [] : ['']), ...body], 1)}

    return keras.Model(${normalise === null ? inputName : 'images'}, ${output}, name="${stem}")


def load_weights(model: keras.Model, path: str | Path = WEIGHTS) -> keras.Model:
    """Sets every variable from an .npz whose arrays are called "layer/variable"."""
    with np.load(path) as arrays:
        for layer in model.layers:
            if layer.weights:
                layer.set_weights([arrays[f"{layer.name}/{variable.name}"] for variable in layer.weights])
    return model


if __name__ == "__main__":
    build_model().summary()
`;
}

/** A Python module that builds the network with Keras's functional API, and an .npz of its weights where they are given. */
export function exportKeras(graph: NetworkGraph, options: ExportOptions): readonly ExportedFile[] {
  const plan = planExport(graph, options);
  const names = new Names([...RESERVED, ...(plan.normalise === null ? [] : ['images', 'normalise'])], identifier);
  for (const { id } of plan.layers) names.of(id);
  const stem = fileStem(options.name);
  const files: ExportedFile[] = [{ name: `${stem}.py`, mediaType: 'text/x-python', content: source(plan, names, stem) }];
  if (plan.hasWeights) {
    files.push({ name: `${stem}.npz`, mediaType: 'application/zip', content: npzFile(arraysOf(plan, names)) });
  }
  return files;
}
