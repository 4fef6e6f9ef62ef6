import { Rng } from '../../core/rng';
import type { Shape } from '../../core/shape';
import type { LayerOp, NetworkGraph, NetworkLayer } from '../../graph/types';
import { initialValues } from '../initialise';
import type { TrainOptions } from '../types';
import { variablesOf } from '../variables';
import { equalMaps, flattened, sameChannels, wideningMap } from './channels';
import { centreTap, kernelOffset } from './kernels';
import { channelsOf, Lineage, type Source } from './lineage';
import { passesOn } from './signs';
import { identityFilter, mappedDepthwise, mappedFilter, mappedRows, type Noise } from './weights';

/** A network with its variables by name, as variablesOf names them. */
export interface WeightedGraph {
  readonly graph: NetworkGraph;
  readonly values: ReadonlyMap<string, Float32Array>;
}

export interface InheritOptions {
  /** Of layers that inherit nothing. */
  readonly init: TrainOptions['init'];
  readonly seed: number;
  /** Relative size of the change by which repeated units are told apart; default 0: the function is preserved to rounding. */
  readonly noise?: number;
}

/**
 * What became of a layer with weights: 'kept' as it was; 'wider', 'larger kernel', 'identity' (new, passing on what it reads):
 * by a rule that preserves the function; 'copied': weights of the same shapes, though the layer reads something else now; 'fresh'.
 */
export type LayerFate = 'kept' | 'wider' | 'larger kernel' | 'identity' | 'copied' | 'fresh';

export interface Inheritance {
  /** Every variable of the child. */
  readonly values: Map<string, Float32Array>;
  /** True: the child computes what the parent does, in evaluation, up to rounding and the noise asked for. */
  readonly preserved: boolean;
  readonly layers: readonly { readonly layer: string; readonly fate: LayerFate }[];
}

type OpOf<Kind extends LayerOp['kind']> = Extract<LayerOp, { readonly kind: Kind }>;

/** Gives a child's layers their weights, each by the rule of its kind. */
class Heir {
  readonly values = new Map<string, Float32Array>();
  readonly fates: { layer: string; fate: LayerFate }[] = [];
  private readonly lineage: Lineage;
  private readonly shapes: ReadonlyMap<string, Shape>;
  private readonly parentShapes: ReadonlyMap<string, Shape>;
  private readonly noise: Noise | null;

  constructor(
    private readonly parent: WeightedGraph,
    private readonly child: NetworkGraph,
    private readonly options: InheritOptions,
  ) {
    this.lineage = new Lineage(parent.graph, child);
    this.shapes = this.lineage.shapes;
    this.parentShapes = this.lineage.parentShapes;
    const { noise = 0, seed } = options;
    this.noise = noise === 0 ? null : { amount: noise, rng: Rng.fromSeed(seed, 'morphism noise') };
    for (const spec of variablesOf(child, this.shapes)) this.values.set(spec.name, initialValues(spec, options.init, seed));
  }

  run(): Inheritance {
    for (const layer of this.child.layers) this.lineage.record(layer, this.visit(layer));
    return { values: this.values, preserved: this.lineage.isPreserved(), layers: this.fates };
  }

  private visit(layer: NetworkLayer): Source | null {
    const [from = ''] = layer.inputs;
    const input = this.lineage.sourceOf(from);
    if (passesOn(layer)) {
      return input;
    }
    const { op } = layer;
    switch (op.kind) {
      case 'input': {
        const first = this.parent.graph.layers[0];
        const same = first?.op.kind === 'input' && first.op.shape.join() === op.shape.join();
        return same ? { layer: first.id, map: sameChannels(channelsOf(op.shape)) } : null;
      }
      case 'conv2d':
      case 'dense':
        return this.visitFilter(layer, op, input);
      case 'depthwiseConv2d':
        return this.visitDepthwise(layer, op, input);
      case 'batchNorm':
        return this.visitNorm(layer, op, input);
      case 'add':
      case 'concat':
        return this.visitJoin(layer);
      default:
        return this.visitPlain(layer, input);
    }
  }

  /** Layers without weights that work on each channel by itself. */
  private visitPlain(layer: NetworkLayer, input: Source | null): Source | null {
    if (input === null) return null;
    const forebear = this.lineage.forebearOf(layer);
    if (forebear?.exact && JSON.stringify(forebear.layer.op) === JSON.stringify(layer.op)) {
      if (layer.op.kind !== 'flatten') return { layer: forebear.layer.id, map: input.map };
      const [height = 1, width = 1, channels = 1] = this.parentShapes.get(input.layer) ?? [];
      return { layer: forebear.layer.id, map: flattened(input.map, channels, height * width) };
    }
    // A ReLU of what is not negative changes nothing.
    return layer.op.kind === 'relu' && this.lineage.readsPositive(layer) ? input : null;
  }

  private visitJoin(layer: NetworkLayer): Source | null {
    const sources = this.lineage.sourcesOf(layer);
    const forebear = this.lineage.forebearOf(layer);
    const [first] = sources ?? [];
    if (sources === null || first === undefined || !forebear?.exact) return null;
    if (layer.op.kind === 'add') {
      return sources.every(({ map }) => equalMaps(map, first.map)) ? { layer: forebear.layer.id, map: first.map } : null;
    }
    let offset = 0;
    const map = sources.flatMap((source) => {
      const at = offset;
      offset += channelsOf(this.parentShapes.get(source.layer));
      return source.map.map((from) => at + from);
    });
    return { layer: forebear.layer.id, map };
  }

  private tell(layer: string, fate: LayerFate): void {
    this.fates.push({ layer, fate });
  }

  private valuesOf(layer: NetworkLayer, part: string): Float32Array | undefined {
    return this.parent.values.get(`${layer.id}.${part}`);
  }

  private visitFilter(layer: NetworkLayer, op: OpOf<'conv2d'> | OpOf<'dense'>, input: Source | null): Source | null {
    const inherited = this.inheritFilter(layer, op);
    if (inherited !== null) return inherited.exact ? inherited.source : null;
    const identity = input === null ? null : this.identityFor(layer, op, input);
    this.tell(layer.id, identity === null ? 'fresh' : 'identity');
    return identity;
  }

  private inheritFilter(
    layer: NetworkLayer,
    op: OpOf<'conv2d'> | OpOf<'dense'>,
  ): { readonly source: Source; readonly exact: boolean } | null {
    const forebear = this.lineage.forebearOf(layer);
    const old = forebear?.layer;
    if (forebear === null || old === undefined || (old.op.kind !== 'conv2d' && old.op.kind !== 'dense')) return null;
    const part = op.kind === 'conv2d' ? 'filter' : 'kernel';
    const weights = this.valuesOf(old, part);
    const bias = this.valuesOf(old, 'bias');
    const inputsBefore = channelsOf(this.parentShapes.get(old.inputs[0] ?? ''));
    const inputsAfter = channelsOf(this.shapes.get(layer.inputs[0] ?? ''));
    const before = old.op.kind === 'dense' ? old.op.units : old.op.filters;
    const after = op.kind === 'dense' ? op.units : op.filters;
    const offset = kernelOffset(old.op, op, this.parentShapes.get(old.inputs[0] ?? ''), this.shapes.get(layer.inputs[0] ?? ''));
    const fits = forebear.exact || inputsBefore === inputsAfter;
    if (weights === undefined || offset === null || !fits || after < before || (old.op.bias && !op.bias)) return null;
    const outputs = wideningMap(before, after, this.options.seed);
    const kernelBefore = old.op.kind === 'conv2d' ? old.op.kernel : ([1, 1] as const);
    const kernelAfter = op.kind === 'conv2d' ? op.kernel : ([1, 1] as const);
    const grown = mappedFilter(
      weights,
      { kernel: kernelBefore, inputs: inputsBefore, outputs: before },
      { kernel: kernelAfter, inputs: inputsAfter, outputs: after },
      forebear.inputs,
      outputs,
      offset,
      this.noise,
    );
    this.values.set(`${layer.id}.${part}`, grown);
    if (op.bias) this.values.set(`${layer.id}.bias`, bias === undefined ? new Float32Array(after) : mappedRows(bias, outputs));
    const larger = kernelAfter.join() !== kernelBefore.join();
    this.tell(layer.id, !forebear.exact ? 'copied' : after > before ? 'wider' : larger ? 'larger kernel' : 'kept');
    return { source: { layer: old.id, map: outputs }, exact: forebear.exact };
  }

  /** A new layer that hands on what it reads: Net2DeeperNet (Chen et al. 2016, section 2.3). Null where it cannot. */
  private identityFor(layer: NetworkLayer, op: OpOf<'conv2d'> | OpOf<'dense'>, input: Source): Source | null {
    const [from = ''] = layer.inputs;
    const inputs = channelsOf(this.shapes.get(from));
    const outputs = op.kind === 'dense' ? op.units : op.filters;
    const centre = op.kind === 'dense' ? ([0, 0] as const) : centreTap(op, this.shapes.get(from));
    if (centre === null || outputs < inputs || !this.lineage.mayHandOn(layer)) return null;
    const map = wideningMap(inputs, outputs, this.options.seed);
    const kernel = op.kind === 'dense' ? ([1, 1] as const) : op.kernel;
    const part = op.kind === 'dense' ? 'kernel' : 'filter';
    this.values.set(`${layer.id}.${part}`, identityFilter({ kernel, inputs, outputs }, map, centre));
    if (op.bias) this.values.set(`${layer.id}.bias`, new Float32Array(outputs));
    return this.lineage.handsOn(layer, { layer: input.layer, map: map.map((c) => input.map[c] ?? 0) });
  }

  private visitDepthwise(layer: NetworkLayer, op: OpOf<'depthwiseConv2d'>, input: Source | null): Source | null {
    const forebear = this.lineage.forebearOf(layer);
    const old = forebear?.layer;
    const [from = ''] = layer.inputs;
    const inputs = channelsOf(this.shapes.get(from));
    if (forebear !== null && old?.op.kind === 'depthwiseConv2d' && old.op.multiplier === op.multiplier) {
      const weights = this.valuesOf(old, 'filter');
      const bias = this.valuesOf(old, 'bias');
      const before = channelsOf(this.parentShapes.get(old.inputs[0] ?? ''));
      const offset = kernelOffset(old.op, op, this.parentShapes.get(old.inputs[0] ?? ''), this.shapes.get(from));
      if (weights !== undefined && offset !== null && (forebear.exact || before === inputs) && (op.bias || !old.op.bias)) {
        const m = op.multiplier;
        const outputs = forebear.inputs.flatMap((c) => Array.from({ length: m }, (_, k) => c * m + k));
        const shape = { before: old.op.kernel, after: op.kernel, channels: before, multiplier: m };
        const grown = mappedDepthwise(weights, shape, forebear.inputs, offset);
        this.values.set(`${layer.id}.filter`, grown);
        if (op.bias) {
          this.values.set(`${layer.id}.bias`, bias === undefined ? new Float32Array(inputs * m) : mappedRows(bias, outputs));
        }
        const larger = op.kernel.join() !== old.op.kernel.join();
        this.tell(layer.id, !forebear.exact ? 'copied' : inputs > before ? 'wider' : larger ? 'larger kernel' : 'kept');
        return forebear.exact ? { layer: old.id, map: outputs } : null;
      }
    }
    const centre = centreTap(op, this.shapes.get(from));
    if (input === null || op.multiplier !== 1 || centre === null || !this.lineage.mayHandOn(layer)) {
      this.tell(layer.id, 'fresh');
      return null;
    }
    const filter = new Float32Array(op.kernel[0] * op.kernel[1] * inputs);
    const at = (centre[0] * op.kernel[1] + centre[1]) * inputs;
    this.values.set(`${layer.id}.filter`, filter.fill(1, at, at + inputs));
    if (op.bias) this.values.set(`${layer.id}.bias`, new Float32Array(inputs));
    this.tell(layer.id, 'identity');
    return this.lineage.handsOn(layer, input);
  }

  /**
   * A new batch norm hands on in evaluation: gamma = sqrt(1 + epsilon), beta = 0 with running mean 0 and variance 1. In its first
   * training step it normalises by the batch, as every batch norm does.
   */
  private visitNorm(layer: NetworkLayer, op: OpOf<'batchNorm'>, input: Source | null): Source | null {
    const forebear = this.lineage.forebearOf(layer);
    const old = forebear?.layer;
    const channels = channelsOf(this.shapes.get(layer.inputs[0] ?? ''));
    if (forebear !== null && old?.op.kind === 'batchNorm' && old.op.epsilon === op.epsilon) {
      const before = channelsOf(this.parentShapes.get(old.id));
      const parts = ['gamma', 'beta', 'mean', 'variance'].map((part) => [part, this.valuesOf(old, part)] as const);
      if ((forebear.exact || before === channels) && parts.every(([, values]) => values !== undefined)) {
        for (const [part, values] of parts) {
          if (values !== undefined) this.values.set(`${layer.id}.${part}`, mappedRows(values, forebear.inputs));
        }
        this.tell(layer.id, !forebear.exact ? 'copied' : channels > before ? 'wider' : 'kept');
        return forebear.exact ? { layer: old.id, map: forebear.inputs } : null;
      }
    }
    if (input === null || !this.lineage.mayHandOn(layer)) {
      this.tell(layer.id, 'fresh');
      return null;
    }
    this.values.set(`${layer.id}.gamma`, new Float32Array(channels).fill(Math.sqrt(1 + op.epsilon)));
    this.tell(layer.id, 'identity');
    return this.lineage.handsOn(layer, input);
  }
}

/**
 * Weights of a child network from those of its parent: layers are matched by id and kind (else by kind and place), and where they grew
 * wider, deeper or got larger kernels, by changes after which the child computes what the parent did (Chen, Goodfellow and Shlens
 * 2016; Cai et al. 2018 for branches). What matches nothing has fresh initial values, and the result says so.
 */
export function inherit(parent: WeightedGraph, child: NetworkGraph, options: InheritOptions): Inheritance {
  return new Heir(parent, child, options).run();
}
