import { Rng } from '../../src/engine/core/rng';
import { inferShapes } from '../../src/engine/graph';
import type { NetworkGraph, NetworkLayer, Padding } from '../../src/engine/graph/types';
import { pixelTable, takeBatch } from '../../src/engine/train/batches';
import { dropoutMask } from '../../src/engine/train/dropout';
import { initialValues } from '../../src/engine/train/initialise';
import { type VariableSpec, variablesOf } from '../../src/engine/train/variables';
import type { Job } from '../support/job';
import { BATCH, CHECK_STEPS, graphOf, noiseImages, type TrainTask, trainOptionsOf } from '../train/cases';
import type { Jax, JaxArray, JaxTree } from './api';
import { toChannelsFirst, toOutInFirst } from './layout';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

const paddingOf = (padding: Padding): 'SAME' | 'VALID' => {
  if (padding === 'same' || padding === 'valid') return padding === 'same' ? 'SAME' : 'VALID';
  throw new TypeError('jax child: only same and valid padding');
};

/** Uses x up; parameters are referred to. NCHW, so an image is put back to NHWC before it is flattened. */
function applyLayer(jax: Jax, { id, op }: NetworkLayer, x: JaxArray, params: JaxTree, mask: JaxArray): JaxArray {
  const { numpy: np, lax, nn } = jax;
  const part = (name: string): JaxArray => {
    const found = params[`${id}.${name}`];
    if (found === undefined) throw new TypeError(`jax child: no variable ${id}.${name}`);
    return found.ref;
  };
  switch (op.kind) {
    case 'conv2d': {
      const y = lax.convGeneralDilated(x, part('filter'), op.stride, paddingOf(op.padding));
      return op.bias ? y.add(part('bias').reshape([1, op.filters, 1, 1])) : y;
    }
    case 'depthwiseConv2d': {
      if (op.bias) throw new TypeError('jax child: depthwise layers of this bench have no bias');
      const filter = part('filter');
      return lax.convGeneralDilated(x, filter, op.stride, paddingOf(op.padding), { featureGroupCount: channelsOf(filter) });
    }
    case 'maxPool': {
      // 'same' pads below and to the right. With zeros: every pool of this bench follows a ReLU, so none is less.
      const border = [0, op.padding === 'same' ? 1 : 0] as const;
      const padded = op.padding === 'same' ? np.pad(x, [[0, 0], [0, 0], border, border]) : x;
      return lax.reduceWindow(padded, (window) => np.max(window), [1, 1, ...op.size], [1, 1, ...op.stride]);
    }
    case 'dense': {
      const y = np.matmul(x, part('kernel'));
      return op.bias ? y.add(part('bias')) : y;
    }
    case 'relu':
      return nn.relu(x);
    case 'dropout':
      return x.mul(mask.ref);
    case 'flatten': {
      const images = x.transpose([0, 2, 3, 1]);
      return images.reshape([sizeOf(images, 0), -1]);
    }
    case 'input':
    case 'identity':
      return x;
    default:
      throw new TypeError(`jax child: no ${op.kind} layers in this bench`);
  }
}

const sizeOf = ({ shape }: JaxArray, axis: number): number => shape[axis] ?? 0;
const channelsOf = (filter: JaxArray): number => sizeOf(filter, 0);

/** [kh, kw, in, out] to [out, in, kh, kw]; depthwise [kh, kw, channels, 1] to [channels, 1, kh, kw]. */
function variableArray(jax: Jax, spec: VariableSpec, values: Float32Array): JaxArray {
  const [kh = 0, kw = 0, inputs = 0, outputs = 0] = spec.shape;
  if (spec.shape.length !== 4) return jax.numpy.array(values, { shape: spec.shape });
  const depthwise = spec.name.includes('depthwise');
  if (depthwise && outputs !== 1) throw new TypeError('jax child: one output per channel');
  const sizes: [number, number, number, number] = depthwise ? [kh, kw, 1, inputs] : [kh, kw, inputs, outputs];
  return jax.numpy.array(toOutInFirst(values, sizes), { shape: [sizes[3], sizes[2], kh, kw] });
}

interface State {
  readonly params: JaxTree;
  readonly m: JaxTree;
  readonly v: JaxTree;
  readonly loss: JaxArray;
}
type Step = (params: JaxTree, m: JaxTree, v: JaxTree, x: JaxArray, targets: JaxArray, mask: JaxArray, rates: JaxArray[]) => State;

/** One training step as a function that jax compiles as a whole. rates: [lr / (1 - beta1^t)], [1 / (1 - beta2^t)]. */
function compileStep(jax: Jax, graph: NetworkGraph, batch: number): Step {
  const lossOf = (params: JaxTree, x: JaxArray, targets: JaxArray, mask: JaxArray): JaxArray => {
    let last = x;
    for (const layer of graph.layers) last = applyLayer(jax, layer, last, params, mask);
    mask.dispose();
    for (const param of Object.values(params)) param.dispose();
    return jax.nn
      .logSoftmax(last)
      .mul(targets)
      .sum()
      .mul(-1 / batch);
  };
  const gradient = jax.valueAndGrad(lossOf);
  return jax.jit((params, m, v, x, targets, mask, rates) => {
    const [rate, correction] = rates;
    if (rate === undefined || correction === undefined) throw new TypeError('jax child: no rates');
    const [loss, slopes] = gradient(
      mapTree(params, (param) => param.ref),
      x,
      targets,
      mask,
    );
    const newM = mapTree(m, (mean, name) => mean.mul(BETA1).add(at(slopes, name).ref.mul(1 - BETA1)));
    const newV = mapTree(v, (mean, name) => {
      const slope = at(slopes, name);
      return mean.mul(BETA2).add(slope.ref.mul(slope).mul(1 - BETA2));
    });
    const next = mapTree(params, (param, name) => {
      const step = at(newM, name).ref.mul(rate.ref);
      return param.sub(step.div(jax.numpy.sqrt(at(newV, name).ref.mul(correction.ref)).add(EPSILON)));
    });
    rate.dispose();
    correction.dispose();
    return { params: next, m: newM, v: newV, loss };
  });
}

function mapTree(tree: JaxTree, map: (leaf: JaxArray, name: string) => JaxArray): JaxTree {
  return Object.fromEntries(Object.entries(tree).map(([name, leaf]) => [name, map(leaf, name)]));
}

function at(tree: JaxTree, name: string): JaxArray {
  const leaf = tree[name];
  if (leaf === undefined) throw new TypeError(`jax child: no ${name}`);
  return leaf;
}

const disposeTree = (tree: JaxTree): void => {
  for (const leaf of Object.values(tree)) leaf.dispose();
};

/** Trains a child in jax-js: one compiled function a step, the lab's initial weights and dropout masks. */
export async function openJaxTraining(jax: Jax, task: TrainTask): Promise<Job> {
  const graph = graphOf(task);
  const set = noiseImages(task);
  const { learningRate, init, seed, normalise } = trainOptionsOf(BATCH);
  const table = pixelTable(normalise);
  const specs = variablesOf(graph, inferShapes(graph));
  const dropout = graph.layers.find(({ op }) => op.kind === 'dropout')?.op;
  const rate = dropout?.kind === 'dropout' ? dropout.rate : 0;
  const hidden = graph.layers.find(({ op }) => op.kind === 'dense')?.op;
  const units = hidden?.kind === 'dense' ? hidden.units : 1;
  const scalar = (value: number): JaxArray => jax.numpy.array(Float32Array.of(value), { shape: [] });

  const openChild = (batch: number) => {
    const step = compileStep(jax, graph, batch);
    const masks = Rng.fromSeed(seed, 'dropout');
    const tree = (fill: (spec: VariableSpec) => Float32Array): JaxTree =>
      Object.fromEntries(specs.map((spec) => [spec.name, variableArray(jax, spec, fill(spec))]));
    const zeros = ({ size }: VariableSpec): Float32Array => new Float32Array(size);
    let state: Omit<State, 'loss'> = { params: tree((spec) => initialValues(spec, init, seed)), m: tree(zeros), v: tree(zeros) };
    let steps = 0;
    return {
      step(): JaxArray {
        const from = (steps * batch) % set.count;
        const { pixels, targets } = takeBatch(set, table, null, from, from + batch);
        steps += 1;
        const [height, width, channels] = task.input;
        const x = jax.numpy.array(toChannelsFirst(pixels, task.input), { shape: [batch, channels, height, width] });
        const y = jax.numpy.array(targets, { shape: [batch, set.classes] });
        const mask = jax.numpy.array(dropoutMask(masks, rate, batch * units), { shape: [batch, units] });
        const rates = [scalar(learningRate / (1 - BETA1 ** steps)), scalar(1 / (1 - BETA2 ** steps))];
        const { loss, ...next } = step(state.params, state.m, state.v, x, y, mask, rates);
        state = next;
        return loss;
      },
      dispose(): void {
        for (const each of [state.params, state.m, state.v]) disposeTree(each);
      },
    };
  };
  const read = async (loss: JaxArray): Promise<number> => (await loss.data())[0] ?? Number.NaN;
  const child = openChild(BATCH);
  return {
    async check(images) {
      const fresh = openChild(images);
      const losses: number[] = [];
      for (let step = 0; step < CHECK_STEPS; step += 1) losses.push(await read(fresh.step()));
      fresh.dispose();
      return losses;
    },
    async run(times) {
      for (let i = 0; i < times; i += 1) {
        const loss = child.step();
        if (i === times - 1) await read(loss);
        else loss.dispose();
      }
    },
    close: async () => child.dispose(),
  };
}
