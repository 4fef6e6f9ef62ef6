/**
 * Widths of characters of a sans-serif face, in thousandths of the type size, by class: the engine has no font to
 * measure with. They are those of a wide face (Inter, Verdana's narrower kin), so that text set in Helvetica or Arial
 * has room to spare.
 */
const NARROW = 310;
const SLIM = 400;
const MEDIUM = 590;
const WIDE = 700;
const WIDEST = 960;

function charWidth(char: string): number {
  if (/[ijlI.,:;'’|!()[\]]/.test(char) || char === ' ') return NARROW;
  if (/[frt\-/]/.test(char)) return SLIM;
  if (/[A-HJ-LN-VXYZ0-9&+=<>×≥≤]/.test(char)) return WIDE - (/[0-9]/.test(char) ? 70 : 0);
  if (/[mwMW@%→…—]/.test(char)) return WIDEST;
  return MEDIUM;
}

/** Width of a line of text at a type size, px; an estimate that errs to the wide side. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const char of text) width += charWidth(char);
  return (width * size) / 1000;
}

/** The text where it fits, else as much of its beginning as does, with an ellipsis. */
export function fitText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  let kept = '';
  for (const char of text) {
    if (textWidth(`${kept}${char}…`, size) > width) break;
    kept += char;
  }
  return `${kept.trimEnd()}…`;
}
