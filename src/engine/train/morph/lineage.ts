import type { Shape } from '../../core/shape';
import { inferShapes } from '../../graph/shapes';
import type { NetworkGraph, NetworkLayer } from '../../graph/types';
import { type ChannelMap, isSame, sameChannels } from './channels';
import { isNonNegative, passesOn } from './signs';

/** A child's layer has the output of a parent's layer, channel c being channel map(c) of it. */
export interface Source {
  readonly layer: string;
  readonly map: ChannelMap;
}

/** The parent's layer of which a child's is the heir; exact: it reads what that reads. */
export interface Forebear {
  readonly layer: NetworkLayer;
  readonly inputs: ChannelMap;
  readonly exact: boolean;
}

export const channelsOf = (shape: Shape | undefined): number => shape?.at(-1) ?? 0;

/** Which of the parent's layers a child's layers descend from, found layer by layer in the child's order. */
export class Lineage {
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly parentShapes: ReadonlyMap<string, Shape>;
  private readonly parentLayers: ReadonlyMap<string, NetworkLayer>;
  private readonly ids: ReadonlySet<string>;
  private readonly claimed = new Set<string>();
  private readonly sources = new Map<string, Source>();
  /** Layers of the child whose outputs are never negative. */
  private readonly positive = new Set<string>();

  constructor(
    private readonly parent: NetworkGraph,
    private readonly child: NetworkGraph,
  ) {
    this.shapes = inferShapes(child);
    this.parentShapes = inferShapes(parent);
    this.parentLayers = new Map(parent.layers.map((layer) => [layer.id, layer]));
    this.ids = new Set(child.layers.map(({ id }) => id));
  }

  /** Takes up what a layer's output was found to be; null: nothing of the parent's. */
  record(layer: NetworkLayer, source: Source | null): void {
    if (source !== null) this.sources.set(layer.id, source);
    if (isNonNegative(layer, this.positive)) this.positive.add(layer.id);
  }

  /** Whether the child's output is the parent's. */
  isPreserved(): boolean {
    const end = this.sources.get(this.child.output);
    const { output } = this.parent;
    return (
      end !== undefined &&
      this.root(end.layer) === this.root(output) &&
      isSame(end.map, channelsOf(this.parentShapes.get(output)))
    );
  }

  sourceOf(id: string): Source | null {
    return this.sources.get(id) ?? null;
  }

  /** Whether the layer reads nothing negative. */
  readsPositive({ inputs: [from = ''] }: NetworkLayer): boolean {
    return this.positive.has(from);
  }

  /** Of all that a layer reads; null where one of them has none. */
  sourcesOf(layer: NetworkLayer): readonly Source[] | null {
    const found = layer.inputs.flatMap((id) => this.sources.get(id) ?? []);
    return found.length === layer.inputs.length ? found : null;
  }

  /** By its id; else a layer of that kind at that place, which the child has under another id. */
  forebearOf(layer: NetworkLayer): Forebear | null {
    const sources = this.sourcesOf(layer);
    const named = this.parentLayers.get(layer.id);
    const sameName = named?.op.kind === layer.op.kind ? named : undefined;
    const inPlace = (other: NetworkLayer): boolean => sources !== null && this.readsThese(other, sources);
    const moved = (): NetworkLayer | undefined =>
      this.parent.layers.find(
        (other) => other.op.kind === layer.op.kind && !this.ids.has(other.id) && !this.claimed.has(other.id) && inPlace(other),
      );
    const found = sameName !== undefined && inPlace(sameName) ? sameName : (moved() ?? sameName);
    if (found === undefined) return null;
    this.claimed.add(found.id);
    const exact = inPlace(found);
    const [first] = sources ?? [];
    const inputs = exact && first !== undefined ? first.map : sameChannels(channelsOf(this.shapes.get(layer.inputs[0] ?? '')));
    return { layer: found, inputs, exact };
  }

  /** Whether what follows leaves the numbers that the layer reads as they are: no activation, or a ReLU of what is not negative. */
  mayHandOn(layer: NetworkLayer): boolean {
    const positive = this.readsPositive(layer);
    const harmless = (id: string): boolean =>
      this.child.layers
        .filter(({ inputs }) => inputs.includes(id))
        .every((reader) => {
          if (reader.op.kind === 'batchNorm' || passesOn(reader)) return harmless(reader.id);
          return reader.op.kind !== 'activation' && (reader.op.kind !== 'relu' || positive);
        });
    return harmless(layer.id);
  }

  /** The source of a layer that hands on what it reads, its sign included. */
  handsOn(layer: NetworkLayer, source: Source): Source {
    if (this.readsPositive(layer)) this.positive.add(layer.id);
    return source;
  }

  /** Where the output of a parent's layer is computed: layers that hand on are skipped. */
  private root(id: string): string {
    const layer = this.parentLayers.get(id);
    const [from] = layer?.inputs ?? [];
    return layer !== undefined && from !== undefined && passesOn(layer) ? this.root(from) : id;
  }

  /** Whether a parent's layer reads what these are; sums read in any order. */
  private readsThese(layer: NetworkLayer, sources: readonly Source[]): boolean {
    const read = layer.inputs.map((id) => this.root(id));
    const given = sources.map((source) => this.root(source.layer));
    if (layer.op.kind === 'add') {
      read.sort();
      given.sort();
    }
    return read.join('\n') === given.join('\n');
  }
}
