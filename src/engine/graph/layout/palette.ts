import type { OpFamily } from './types';

export interface FamilyColour {
  readonly light: string;
  readonly dark: string;
}

/**
 * A colour per family of ops, for the bar at a box's left side and its legend: at least 3:1 against the paper of its theme, and
 * told apart by lightness as well as by hue. Every box also carries its name: no meaning rests on colour alone.
 */
export const FAMILY_COLOURS: Readonly<Record<OpFamily, FamilyColour>> = {
  input: { light: '#5d636d', dark: '#c3c9d2' },
  conv: { light: '#0b6e8a', dark: '#4cc3e0' },
  depthwise: { light: '#12908c', dark: '#86e0d2' },
  dense: { light: '#6f3fa0', dark: '#c39bf0' },
  pool: { light: '#4d7c1f', dark: '#a5d36a' },
  norm: { light: '#84888f', dark: '#8a919c' },
  activation: { light: '#b0246e', dark: '#f183b8' },
  join: { light: '#1d1f23', dark: '#eceef1' },
  reshape: { light: '#8a7a55', dark: '#b9a981' },
  group: { light: '#3d434c', dark: '#aab1bc' },
};

export interface Paper {
  readonly paper: string;
  readonly box: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly edge: string;
  readonly frame: string;
}

/** Colours of an exported drawing; the page's own come from its tokens. */
export const PAPERS: Readonly<Record<'light' | 'dark', Paper>> = {
  light: {
    paper: '#fbfaf8',
    box: '#ffffff',
    ink: '#1d1f23',
    soft: '#555b64',
    line: '#c9c7c1',
    edge: '#8c9098',
    frame: '#f1efea',
  },
  dark: {
    paper: '#14161a',
    box: '#1b1e23',
    ink: '#eceef1',
    soft: '#b2b8c1',
    line: '#3d434c',
    edge: '#6d747e',
    frame: '#1f2329',
  },
};
