import type { BenchOptions } from './args';

/** One line of a benchmark's result: what `nas-lab bench NAME --json` prints. */
export interface BenchRow {
  readonly bench: string;
  readonly case: string;
  readonly engine: string;
  /** Median over the rounds. */
  readonly value: number;
  readonly unit: string;
  /** Interquartile range over the rounds, in the same unit; 0 where there was one round. */
  readonly spread: number;
  /** Fraction of the machine's measured peak, where the bench knows it. */
  readonly peakShare?: number;
  /** True where this engine's result was compared with the reference's, in this run, and agreed. */
  readonly checked: boolean;
}

/** One of the engines that a bench compares: in a realm of its own, so that none sees another's tfjs. */
export interface Contender {
  /** What computes, in words; known once it is open. */
  readonly engine: string;
  /** Numbers that every engine must agree on. */
  witness(): Promise<readonly number[]>;
  /** One measurement, in the bench's unit. */
  measure(): Promise<number>;
  close(): Promise<void>;
}

/** A contender that this machine may lack. */
export type Opened = { readonly ok: true; readonly contender: Contender } | { readonly ok: false; readonly reason: string };

export interface ContenderSpec {
  readonly name: string;
  open(): Promise<Opened>;
  /** Measurements, warm-up apart. Slow engines get fewer. */
  readonly rounds: number;
}

/** What a bench writes: rows to whoever asked, remarks to the person. */
export interface BenchOutput {
  row(row: BenchRow): void;
  note(line: string): void;
  /** A table that says more about the rows before it. */
  details(text: string): void;
  /** As note, and the bench ends with a failure. */
  fail(line: string): void;
}

/** What a run of a bench has besides the project. */
export interface BenchSetting {
  readonly options: BenchOptions;
  /** Where its page modules are compiled to: index.html and NAME.js, inside the project's folder. */
  readonly pages: string;
  /** For files of its own; it goes when the run ends. */
  readonly folder: string;
}

export interface Bench {
  readonly name: string;
  readonly summary: string;
  /** root: the project's folder. */
  run(output: BenchOutput, root: string, setting: BenchSetting): Promise<void>;
}
