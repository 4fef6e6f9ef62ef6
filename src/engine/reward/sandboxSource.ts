import { parser } from '@lezer/javascript';
import { transform } from 'sucrase';
import { RewardSyntaxError, type SourcePosition } from './sandboxErrors';

/** A reward's text as the sandbox runs it: CommonJS JavaScript that leaves its function in exports.default. */
export interface TranslatedSource {
  readonly code: string;
  /** The place in the person's text that a place in `code` comes from; null where the code is of the translator's making. */
  position(line: number, column: number): SourcePosition | null;
}

/** A token of the generated line: it starts at `generated` and comes from `line`, `column`; all 0-based. */
interface Mapping {
  readonly generated: number;
  readonly line: number;
  readonly column: number;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The fields of one segment: base-64 VLQ, five bits a digit from the low end, bit 5 continues, the lowest bit is the sign. */
function decodeSegment(segment: string): readonly number[] {
  const fields: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = BASE64.indexOf(digit);
    value += (bits & 31) << shift;
    if ((bits & 32) !== 0) {
      shift += 5;
      continue;
    }
    fields.push((value & 1) === 1 ? -(value >>> 1) : value >>> 1);
    value = 0;
    shift = 0;
  }
  return fields;
}

/** `mappings` of a version 3 source map with one source: per generated line its tokens, in order. */
export function decodeMappings(mappings: string): readonly (readonly Mapping[])[] {
  let line = 0;
  let column = 0;
  return mappings.split(';').map((text) => {
    let generated = 0;
    const tokens: Mapping[] = [];
    for (const segment of text.split(',')) {
      const [generatedStep, , lineStep, columnStep] = decodeSegment(segment);
      if (generatedStep === undefined) continue;
      generated += generatedStep;
      if (lineStep === undefined || columnStep === undefined) continue;
      line += lineStep;
      column += columnStep;
      tokens.push({ generated, line, column });
    }
    return tokens;
  });
}

/** 'expression': the whole text is one function. 'module': statements with an export default. */
export type SourceForm = 'module' | 'expression';

const EXPRESSION_PREFIX = 'export default\n';

/**
 * TypeScript or JavaScript -> JavaScript without types, modules as CommonJS. Lines are kept; columns are kept through a
 * map of tokens. Throws LabError 'reward' on a syntax error. The translator is forgiving: what it lets pass is parsed again,
 * strictly, by the sandbox's own engine.
 */
export function translateSource(source: string, form: SourceForm): TranslatedSource {
  const prefixLines = form === 'expression' ? 1 : 0;
  const text = form === 'expression' ? EXPRESSION_PREFIX + source : source;
  let code: string;
  let lines: readonly (readonly Mapping[])[];
  try {
    const result = transform(text, {
      transforms: ['typescript', 'imports'],
      disableESTransforms: true,
      filePath: 'reward',
      sourceMapOptions: { compiledFilename: 'reward' },
    });
    code = result.code;
    lines = decodeMappings(result.sourceMap?.mappings ?? '');
  } catch (thrown) {
    throw fromTranslator(thrown, source, prefixLines);
  }
  return {
    code,
    position(line, column) {
      const tokens = lines[line - 1] ?? [];
      let found: Mapping | undefined;
      for (const token of tokens) if (token.generated <= column - 1) found = token;
      if (found === undefined) return null;
      return within(source, found.line + 1 - prefixLines, found.column + 1);
    },
  };
}

/** The place, moved into the text where a parser reports one past its end or in a prefix of our own. */
export function within(source: string, line: number, column: number): SourcePosition {
  const texts = source.split('\n');
  const inLine = Math.min(Math.max(line, 1), texts.length);
  if (inLine < line) return { line: inLine, column: (texts[inLine - 1] ?? '').length + 1 };
  if (inLine > line) return { line: 1, column: 1 };
  return { line, column: Math.min(Math.max(column, 1), (texts[inLine - 1] ?? '').length + 1) };
}

function fromTranslator(thrown: unknown, source: string, prefixLines: number): RewardSyntaxError {
  if (!(thrown instanceof Error)) throw thrown;
  const at = /\((\d+):(\d+)\)$/.exec(thrown.message);
  const message = thrown.message.replace(/^Error transforming reward: /, '').replace(/ \(\d+:\d+\)$/, '');
  const reported = at === null ? null : within(source, Number(at[1]) - prefixLines, Number(at[2]));
  const position = firstError(source) ?? reported;
  return new RewardSyntaxError(message, position);
}

/**
 * Where the text stops being TypeScript. The translator guesses at arrow functions and, when a body is wrong, goes back and
 * reports the arrow's parameters; a second parser that recovers from errors marks the place itself.
 */
function firstError(source: string): SourcePosition | null {
  let offset: number | null = null;
  parser
    .configure({ dialect: 'ts' })
    .parse(source)
    .iterate({
      enter(node) {
        if (node.type.isError) offset ??= node.from;
        return offset === null;
      },
    });
  if (offset === null) return null;
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
