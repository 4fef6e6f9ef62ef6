/** An object or list that is open at the caret. */
interface Open {
  readonly kind: 'object' | 'list';
  /** Of an object: the name of the member under way. */
  name: string | null;
  /** Of an object: members read so far, with their values where they are texts. */
  readonly members: Map<string, string | null>;
  /** Of a list: the member's place. */
  index: number;
  /** Of an object: whether a name comes next, and not its value. */
  wantsName: boolean;
}

/** Where in a JSON text a caret stands, however unfinished what follows it is. */
export interface JsonPlace {
  /** To the value or object at the caret: names and places in lists. */
  readonly path: readonly (string | number)[];
  /** A name is written here, or a value. */
  readonly writes: 'name' | 'value';
  /** The objects and lists around the caret, outermost first: what is known of each before the caret. */
  readonly around: readonly ReadonlyMap<string, string | null>[];
  /** Start of the text in quotes under way, its quote included; null where none is. */
  readonly quote: number | null;
}

const BLANK = new Set([' ', '\t', '\n', '\r']);

/** The end of the text in quotes that starts at `from`, behind its closing quote; null where it is not closed before `end`. */
function closing(text: string, from: number, end: number): number | null {
  for (let at = from + 1; at < end; at += 1) {
    const sign = text[at];
    if (sign === '\\') at += 1;
    else if (sign === '"') return at + 1;
    else if (sign === '\n') return at;
  }
  return null;
}

const unquoted = (text: string): string => text.replace(/^"/, '').replace(/"$/, '');

/**
 * Where the caret at `offset` stands. Null behind the whole value, or in a text that is no JSON before the caret. One pass over what is
 * before the caret; what comes after it may be anything.
 */
export function placeAt(text: string, offset: number): JsonPlace | null {
  const stack: Open[] = [];
  let quote: number | null = null;
  for (let at = 0; at < offset; at += 1) {
    const sign = text[at] ?? '';
    const top = stack.at(-1);
    if (BLANK.has(sign)) continue;
    if (sign === '"') {
      const end = closing(text, at, offset);
      if (end === null) {
        quote = at;
        break;
      }
      const word = unquoted(text.slice(at, end));
      if (top?.kind === 'object' && top.wantsName) top.name = word;
      else if (top?.kind === 'object' && top.name !== null) top.members.set(top.name, word);
      at = end - 1;
    } else if (sign === '{' || sign === '[') {
      if (top?.kind === 'object' && top.name !== null) top.members.set(top.name, null);
      const kind = sign === '{' ? 'object' : 'list';
      stack.push({ kind, name: null, members: new Map(), index: 0, wantsName: kind === 'object' });
    } else if (sign === '}' || sign === ']') {
      if (stack.pop() === undefined) return null;
      if (stack.length === 0) return null;
    } else if (sign === ':') {
      if (top?.kind !== 'object' || top.name === null) return null;
      top.wantsName = false;
    } else if (sign === ',') {
      if (top === undefined) return null;
      if (top.kind === 'list') top.index += 1;
      else {
        top.wantsName = true;
        top.name = null;
      }
    } else if (top?.kind === 'object' && !top.wantsName && top.name !== null) {
      if (!top.members.has(top.name)) top.members.set(top.name, null);
    }
  }
  const last = stack.at(-1);
  if (last === undefined) return null;
  const writes = last.kind === 'object' && last.wantsName ? 'name' : 'value';
  const path = stack.flatMap((open, i): (string | number)[] => {
    if (open.kind === 'list') return [open.index];
    return i === stack.length - 1 && writes === 'name' ? [] : [open.name ?? ''];
  });
  return { path, writes, around: stack.map(({ members }) => members), quote };
}

/** The end of the word around the caret, its closing quote included where it is in quotes. */
export function wordEnd(text: string, offset: number, quoted: boolean): number {
  return quoted ? offset + (/^[\w-]*"?/.exec(text.slice(offset, offset + 60))?.[0].length ?? 0) : offset;
}

/** The names of an object's members, each with its text where it has one, from the offset of its opening brace on. */
export function membersAfter(text: string, offset: number): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  let depth = 0;
  for (let at = offset; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '"') {
      const end = closing(text, at, text.length) ?? text.length;
      if (depth === 0) {
        const member = /^\s*:\s*(?:"((?:[^"\\\n]|\\.)*)")?/.exec(text.slice(end, end + 200));
        if (member !== null) {
          found.set(unquoted(text.slice(at, end)), member[1] ?? null);
          at = end + member[0].length - 1;
          continue;
        }
      }
      at = end - 1;
    } else if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') {
      if (depth === 0) break;
      depth -= 1;
    }
  }
  return found;
}
