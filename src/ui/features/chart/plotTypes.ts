/** What a plot draws, already small. */

export interface PlotRow {
  /** What had been spent by then, in the axis's unit. */
  readonly x: number;
  /** Numbers of lines, pairs of bands; null or absent where there is none. */
  readonly [key: string]: number | readonly [number, number] | null;
}

export interface PlotLine {
  readonly key: string;
  readonly label: string;
  /** False for a label alone: the line is a band's edge. */
  readonly drawn?: boolean;
  readonly color: string;
  /** Of its label, where the line's own is too light to be read. */
  readonly textColor?: string;
  readonly width: number;
  readonly dash?: string;
  readonly opacity?: number;
  readonly step?: boolean;
  /** Written at the line's end, where it stands on the axis; null draws no label. */
  readonly end: { readonly x: number; readonly value: number; readonly text: string } | null;
  readonly bold?: boolean;
  /** What it is, with today's numbers: told of its label. */
  readonly note?: string;
  /** Draws a dot at the end. */
  readonly dot?: boolean;
  /** What a press on the label does, and what it is called. */
  readonly press?: { readonly label: string; readonly action: () => void };
}

export interface PlotBand {
  readonly key: string;
  readonly color: string;
  readonly opacity: number;
  /** Of its edges; without one they are not drawn. */
  readonly stroke?: string;
}

/** A horizontal level or a horizontal band. */
export interface PlotLevel {
  readonly low: number;
  readonly high: number;
  readonly label: string;
  readonly color: string;
  readonly textColor?: string;
  readonly dash?: string;
  readonly bold?: boolean;
  readonly note?: string;
  readonly press?: { readonly label: string; readonly action: () => void };
}

export interface PlotModel {
  readonly title: string;
  readonly unit: string;
  readonly rows: readonly PlotRow[];
  readonly lines: readonly PlotLine[];
  readonly bands: readonly PlotBand[];
  readonly levels: readonly PlotLevel[];
  /** What must be in view; outliers beyond it are cut off. */
  readonly low: number;
  readonly high: number;
  /** In words, for those who cannot see it. */
  readonly summary: string;
}

/** Room around the plotting area, in pixels. */
export interface PlotFrame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Height of a label's line. */
  readonly line: number;
}
