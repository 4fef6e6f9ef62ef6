import { countGraph } from '../count';
import { shapeText } from '../shapes';
import type { GraphCount, NetworkGraph } from '../types';
import { groupsOf } from './fold';
import { BOX, drawGraph, FRAME } from './layout';
import { FAMILY_COLOURS, PAPERS } from './palette';
import { routePath } from './route';
import { fitText, textWidth } from './text';
import { type Drawing, type DrawnFrame, type DrawnNode, OP_FAMILIES, type OpFamily } from './types';
import { compactCount, FAMILY_TITLES } from './words';
import { escapeXml } from './xml';

export interface SvgOptions {
  /** Written above the drawing. */
  readonly title?: string;
  /** A second, smaller line; the network's totals where absent. */
  readonly subtitle?: string;
  /** 'auto' follows the reader's preference (prefers-color-scheme). */
  readonly theme?: 'light' | 'dark' | 'auto';
  /** Groups drawn as one box each; 'all' for every one. */
  readonly folded?: ReadonlySet<string> | 'all';
  /** Convolution, normalisation and activation as one box. */
  readonly fused?: boolean;
}

const HEAD = { margin: 20, title: 18, subtitle: 12, legend: 11, row: 20, swatch: 10 } as const;

/** A network's totals as a line: '1.21 M params, 98.3 M MACs, 112 layers'. */
export function totalsText(count: GraphCount): string {
  return `${compactCount(count.params.total)} params · ${compactCount(count.macs)} MACs · ${count.layers.length} layers`;
}

/** Families that a drawing shows, in the catalogue's order. */
export function familiesOf(drawing: Drawing): readonly OpFamily[] {
  const shown = new Set(drawing.nodes.map(({ family }) => family));
  return OP_FAMILIES.filter((family) => shown.has(family));
}

function themeRules(theme: 'light' | 'dark', families: readonly OpFamily[]): string {
  const { paper, box, ink, soft, line, edge, frame } = PAPERS[theme];
  return [
    `.paper{fill:${paper}}`,
    `.frame{fill:${frame};stroke:${line}}`,
    `.box{fill:${box};stroke:${line}}`,
    `.edge{stroke:${edge}}`,
    `.tip{fill:${edge}}`,
    `text{fill:${ink}}`,
    `.soft{fill:${soft}}`,
    ...families.map((family) => `.${family}{fill:${FAMILY_COLOURS[family][theme]}}`),
  ].join('');
}

function styleOf(theme: 'light' | 'dark' | 'auto', families: readonly OpFamily[]): string {
  const fixed =
    'text{font-family:Inter,"Helvetica Neue",Arial,sans-serif;text-anchor:middle}' +
    `.name{font-size:${BOX.titleSize}px;font-weight:600}.line{font-size:${BOX.lineSize}px}` +
    `.label{font-size:${FRAME.titleSize}px;text-anchor:start}.start{text-anchor:start}` +
    `.title{font-size:${HEAD.title}px;font-weight:600}.subtitle{font-size:${HEAD.subtitle}px}.key{font-size:${HEAD.legend}px}` +
    '.edge{fill:none;stroke-width:1.3}';
  if (theme !== 'auto') return fixed + themeRules(theme, families);
  return `${fixed}${themeRules('light', families)}@media (prefers-color-scheme:dark){${themeRules('dark', families)}}`;
}

/** What a reader that hovers or reads aloud is told of a box. */
export function nodeSentence(node: DrawnNode): string {
  const inputs = node.inputShapes.length === 0 ? '' : `in ${node.inputShapes.map(shapeText).join(' and ')}, `;
  const name = node.kind === 'group' ? `${node.title}, ${node.layers.length} layers` : node.layers.join(', ');
  return `${name}: ${node.words}; ${inputs}out ${shapeText(node.outputShape)}; ${compactCount(node.params)} params, ${compactCount(node.macs)} MACs`;
}

function nodeMarkup(node: DrawnNode): string {
  const { x, y, width, height, title, lines, family, kind } = node;
  const middle = x + width / 2;
  const room = width - 2 * (BOX.padX - 4);
  const behind =
    kind === 'group' ? `<rect class="box" x="${x + 4}" y="${y + 4}" width="${width}" height="${height}" rx="5"/>` : '';
  const baseline = y + BOX.padY + BOX.titleSize;
  const text = lines.map(
    (line, index) =>
      `<text class="line soft" x="${middle}" y="${baseline + (index + 1) * BOX.lineHeight}">${escapeXml(fitText(line, BOX.lineSize, room))}</text>`,
  );
  return (
    `<g><title>${escapeXml(nodeSentence(node))}</title>${behind}` +
    `<rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="5"/>` +
    `<rect class="${family}" x="${x}" y="${y}" width="5" height="${height}" rx="2.5"/>` +
    `<text class="name" x="${middle}" y="${baseline}">${escapeXml(fitText(title, BOX.titleSize, room))}</text>${text.join('')}</g>`
  );
}

function frameMarkup({ x, y, width, height, part }: DrawnFrame): string {
  return (
    `<g><rect class="frame" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>` +
    `<text class="label soft" x="${x + 10}" y="${y + 15}">${escapeXml(fitText(part, FRAME.titleSize, width - 16))}</text></g>`
  );
}

interface Key {
  readonly family: OpFamily;
  readonly x: number;
  readonly row: number;
}

/** The legend's entries in rows no wider than the drawing. */
function keysOf(families: readonly OpFamily[], width: number): readonly Key[] {
  let x = 0;
  let row = 0;
  return families.map((family) => {
    const needed = HEAD.swatch + 6 + textWidth(FAMILY_TITLES[family], HEAD.legend) + 18;
    if (x > 0 && x + needed > width) {
      x = 0;
      row += 1;
    }
    const key = { family, x, row };
    x += needed;
    return key;
  });
}

/**
 * A graph drawn as a standalone SVG file: boxes with name, output shape, params and MACs, coloured by family of op, with
 * title, totals and legend. It loads nothing, runs nothing, and every text in it is escaped.
 * LabError 'space' on an invalid graph.
 */
export function graphSvg(graph: NetworkGraph, options: SvgOptions = {}): string {
  const count = countGraph(graph);
  const { title = 'Network', subtitle = totalsText(count), theme = 'auto', fused = false } = options;
  const folded = options.folded === 'all' ? new Set(groupsOf(graph)) : (options.folded ?? new Set<string>());
  const drawing = drawGraph(graph, { folded, fused }, count);
  const families = familiesOf(drawing);
  const wanted = Math.max(drawing.width, textWidth(title, HEAD.title), textWidth(subtitle, HEAD.subtitle), 320);
  const width = Math.ceil(wanted) + 2 * HEAD.margin;
  const keys = keysOf(families, width - 2 * HEAD.margin);
  const keyTop = HEAD.margin + HEAD.title + HEAD.subtitle + 26;
  const top = keyTop + HEAD.row * (1 + (keys[keys.length - 1]?.row ?? 0)) + 6;
  const height = top + drawing.height + HEAD.margin;
  const left = (width - drawing.width) / 2;
  const legend = keys.map(({ family, x, row }) => {
    const y = keyTop + row * HEAD.row;
    return (
      `<rect class="${family}" x="${HEAD.margin + x}" y="${y - HEAD.swatch + 1}" width="${HEAD.swatch}" height="${HEAD.swatch}" rx="2"/>` +
      `<text class="key soft start" x="${HEAD.margin + x + HEAD.swatch + 6}" y="${y}">${escapeXml(FAMILY_TITLES[family])}</text>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escapeXml(title)}</title>`,
    `<desc id="desc">${escapeXml(`${subtitle}. ${drawing.nodes.map(nodeSentence).join('. ')}`)}</desc>`,
    `<style>${styleOf(theme, families)}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 .8 7.5 4 0 7.2z"/></marker></defs>',
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="title start" x="${HEAD.margin}" y="${HEAD.margin + HEAD.title}">${escapeXml(title)}</text>`,
    `<text class="subtitle soft start" x="${HEAD.margin}" y="${HEAD.margin + HEAD.title + 20}">${escapeXml(subtitle)}</text>`,
    ...legend,
    `<g transform="translate(${left} ${top})">`,
    ...drawing.frames.map(frameMarkup),
    ...drawing.edges.map(({ points }) => `<path class="edge" marker-end="url(#tip)" d="${routePath(points)}"/>`),
    ...drawing.nodes.map(nodeMarkup),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}
