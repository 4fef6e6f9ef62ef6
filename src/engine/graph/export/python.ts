import type { Pair, Sides } from '../types';
import type { ExportPlan } from './plan';

/** Words of Python that no variable may be called, and built-in names that a reader would be misled by. */
export const PYTHON_WORDS: readonly string[] = (
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in ' +
  'is lambda nonlocal not or pass raise return try while with yield match case type ' +
  'abs all any bin bool bytes callable chr compile complex dict dir divmod enumerate eval exec exit filter float format frozenset ' +
  'getattr globals hash help hex id input int isinstance iter len license list locals map max memoryview min next object oct open ' +
  'ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str sum super tuple vars zip ' +
  'self np numpy x arrays model path Path load_weights WEIGHTS'
).split(' ');

export const pairText = ([a, b]: Pair): string => (a === b ? String(a) : `(${a}, ${b})`);

/** A number that Python reads as the same float. */
export function floatText(value: number): string {
  const text = String(Number(value.toPrecision(12)));
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** One number, or a list of them. */
export const listText = (texts: readonly string[]): string => (texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`);

/** ((top, bottom), (left, right)) */
export const sidesText = ({ top, bottom, left, right }: Sides): string => `((${top}, ${bottom}), (${left}, ${right}))`;

/** Text inside a docstring: no quotes that would end it, no escapes, no control characters. */
export function docText(text: string): string {
  return Array.from(text, (char) => (char < ' ' && char !== '\n' ? ' ' : char))
    .join('')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', "'")
    .trim();
}

/** Text behind a '#'. */
export const commentText = (text: string): string => docText(text).replaceAll('\n', ' ');

/** What both sources say about the network: name, note, sizes, how to use it. inputText: layout and sizes; made: the call that builds it. */
export function factsOf(plan: ExportPlan, inputText: string, needs: string, made: string, used: string): string {
  const { params, macs, classes, name, note, normalise } = plan;
  const scale =
    normalise === null
      ? 'normalised as those that it was trained on'
      : `values 0..1, which it normalises itself (mean ${normalise.mean.join(', ')}; std ${normalise.std.join(', ')})`;
  return [
    docText(name),
    ...(note === '' ? [] : ['', docText(note)]),
    '',
    `${params.toLocaleString('en')} parameters, ${macs.toLocaleString('en')} multiply-accumulates an image, written by nas-lab.`,
    `It reads ${inputText},`,
    `${scale}, and gives ${classes} logits.`,
    '',
    `Needs ${needs} and NumPy:`,
    '',
    `    model = ${plan.hasWeights ? `load_weights(${made})` : made}`,
    `    logits = ${used}`,
  ].join('\n');
}

/** Lines of a body, with a comment wherever the layers' group changes. */
export function groupedLines(parts: readonly { readonly group: string; readonly lines: readonly string[] }[]): string[] {
  const out: string[] = [];
  let current: string | null = null;
  for (const { group, lines } of parts) {
    if (lines.length === 0) continue;
    if (group !== current) {
      if (current !== null) out.push('');
      out.push(`# ${commentText(group)}`);
      current = group;
    }
    out.push(...lines);
  }
  return out;
}

export function indent(lines: readonly string[], depth: number): string {
  return lines.map((line) => (line === '' ? '' : `${'    '.repeat(depth)}${line}`)).join('\n');
}
