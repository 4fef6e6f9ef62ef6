import type { NetworkGraph } from '../types';

export type ExportFormat = 'keras' | 'pytorch' | 'tfjs' | 'onnx';

/** Values of the network's variables by name ('<layer id>.<part>'), row-major, as a trained child hands them out. */
export type ExportWeights = ReadonlyMap<string, Float32Array>;

/** What a child's images went through before its first layer: (x - mean) / std, x scaled to 0..1; one number, or one a channel. */
export interface Normalise {
  readonly mean: number | readonly number[];
  readonly std: number | readonly number[];
}

export interface ExportOptions {
  readonly format: ExportFormat;
  /** What the network is called: 'conv3,max'. File names and class names are made of it. */
  readonly name: string;
  /** Where the network comes from, a line or more, for people: space, genotype, accuracy. */
  readonly note?: string;
  /** Absent: the files describe the network without its values (see docs/export.md for what each format makes of that). */
  readonly weights?: ExportWeights;
  /** Given: the exported network takes pixels of 0..1 and normalises them itself. Absent: it takes what the graph takes. */
  readonly normalise?: Normalise;
}

export interface ExportedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
}

/** One target of exportGraph, as menus and the command line show it. */
export interface ExportFormatInfo {
  readonly id: ExportFormat;
  readonly title: string;
  /** What one gets, in a sentence. */
  readonly summary: string;
}

/** Turns a graph into a format's files. */
export type Exporter = (graph: NetworkGraph, options: ExportOptions) => readonly ExportedFile[];
