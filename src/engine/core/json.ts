/** Plain data: what JSON can hold. States, configs and events are of this type. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** JSON text with keys sorted at every level: equal values give equal text. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => canonicalJson(item)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const record = value as { readonly [key: string]: JsonValue };
    const fields = Object.keys(record)
      .filter((key) => record[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key] as JsonValue)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** FNV-1a over UTF-16 code units, two lanes, 16 hex digits: a stable name for a value, not a defence against forgery. */
export function stableHash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0xc9dc5811;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193) >>> 0;
    b = Math.imul(b ^ (code + i), 0x85ebca6b) >>> 0;
    b = (b ^ (b >>> 13)) >>> 0;
  }
  return a.toString(16).padStart(8, '0') + b.toString(16).padStart(8, '0');
}

/** The text without the byte order mark that some editors put before a file's first character. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Nothing that the lab writes has a tenth of it; a file that has more is not one of ours, and costs its parser gigabytes. */
const DEEPEST = 200;

/** The place of the bracket that opens level DEEPEST + 1 of a JSON text, or -1. One pass; texts in quotes are skipped. */
function tooDeepAt(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === 0x22) {
      for (at += 1; at < text.length && text.charCodeAt(at) !== 0x22; at += 1) if (text.charCodeAt(at) === 0x5c) at += 1;
    } else if (sign === 0x5b || sign === 0x7b) {
      depth += 1;
      if (depth > DEEPEST) return at;
    } else if (sign === 0x5d || sign === 0x7d) depth -= 1;
  }
  return -1;
}

/**
 * The value of a JSON text from outside, a byte order mark before it passed over; where it is none, or is nested more than 200 deep,
 * throws what `refuse` makes of why.
 */
export function parseJson(text: string, refuse: (why: string, cause: unknown) => Error): unknown {
  const deep = tooDeepAt(text);
  if (deep >= 0) throw refuse(`it is nested more than ${DEEPEST} levels deep at character ${deep + 1}`, undefined);
  try {
    return JSON.parse(withoutMark(text));
  } catch (cause) {
    throw refuse(cause instanceof Error ? cause.message : String(cause), cause);
  }
}
