import { LabError } from '../../core/errors';
import { type JsonValue, withoutMark } from '../../core/json';
import { MAX_DEPTH, MAX_TEXT } from './limits';

/** Where something stands in a text, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** JSON with the place of every value. */
export interface PlacedJson {
  readonly value: JsonValue;
  /** Of a value by its path; of its nearest parent where there is none. */
  positionOf(path: readonly PropertyKey[]): Position;
}

const pathKey = (path: readonly PropertyKey[]): string => path.map(String).join('\u0000');

/**
 * Reads JSON (RFC 8259) and remembers where each value stands. Stricter than JSON.parse in two ways: a name that stands twice in one
 * object is an error, since the first would be lost, and so is a depth above 60. LabError 'space' with line and column.
 */
export function readJson(text: string): PlacedJson {
  return new JsonReader(withoutMark(text)).whole();
}

class JsonReader {
  private at = 0;
  private readonly places = new Map<string, number>();
  private readonly path: PropertyKey[] = [];

  constructor(private readonly text: string) {}

  whole(): PlacedJson {
    if (this.text.length > MAX_TEXT) {
      throw new LabError(
        'space',
        `The text has ${this.text.length} characters; a space may have ${MAX_TEXT}.`,
        'Use repeats and modules.',
      );
    }
    this.skip();
    const value = this.value();
    this.skip();
    if (this.at < this.text.length) this.fail(`'${this.text[this.at]}' stands after the end`, 'Remove it.');
    return { value, positionOf: (path) => this.positionOf(path) };
  }

  private positionOf(path: readonly PropertyKey[]): Position {
    for (let length = path.length; length >= 0; length -= 1) {
      const found = this.places.get(pathKey(path.slice(0, length)));
      if (found !== undefined) return this.position(found);
    }
    return { line: 1, column: 1 };
  }

  private position(offset: number): Position {
    const before = this.text.slice(0, offset);
    const line = before.split('\n').length;
    return { line, column: offset - before.lastIndexOf('\n') };
  }

  private fail(message: string, remedy: string, at = this.at): never {
    const { line, column } = this.position(at);
    throw new LabError('space', `Line ${line}, column ${column}: ${message}.`, remedy, { line, column });
  }

  private skip(): void {
    while (this.at < this.text.length && ' \t\n\r'.includes(this.text[this.at] ?? '')) this.at += 1;
  }

  private value(): JsonValue {
    this.places.set(pathKey(this.path), this.at);
    const sign = this.text[this.at];
    if (sign === '{') return this.object();
    if (sign === '[') return this.array();
    if (sign === '"') return this.string();
    const word = /^(true|false|null)\b/.exec(this.text.slice(this.at, this.at + 6))?.[0];
    if (word !== undefined) {
      this.at += word.length;
      return word === 'null' ? null : word === 'true';
    }
    const digits = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/.exec(this.text.slice(this.at, this.at + 64))?.[0];
    if (digits === undefined) {
      if (sign === undefined) this.fail('the text ends too early', 'Close what is open.');
      this.fail(`'${sign}' does not begin a value`, 'Write a value: an object, a list, "text", a number, true or false.');
    }
    this.at += digits.length;
    return Number(digits);
  }

  private deeper(key: PropertyKey): JsonValue {
    if (this.path.length >= MAX_DEPTH) this.fail(`more than ${MAX_DEPTH} levels`, "Move parts into the section 'modules'.");
    this.path.push(key);
    const value = this.value();
    this.path.pop();
    return value;
  }

  private object(): JsonValue {
    const members: [string, JsonValue][] = [];
    const names = new Set<string>();
    this.at += 1;
    this.skip();
    if (this.text[this.at] === '}') {
      this.at += 1;
      return {};
    }
    for (;;) {
      const start = this.at;
      if (this.text[this.at] !== '"') this.fail('a name in double quotes is missing', 'Write "name": value.');
      const name = this.string();
      if (names.has(name)) {
        const remedy = 'Rename one of the two, or remove it.';
        this.fail(`the name '${name.slice(0, 40)}' is used twice in one object`, remedy, start);
      }
      // Objects take it for their prototype: a schema that copies them would lose it without a word.
      if (name === '__proto__') this.fail("'__proto__' cannot be a name", 'Rename it.', start);
      names.add(name);
      this.skip();
      if (this.text[this.at] !== ':') this.fail("':' is missing after the name", 'Write "name": value.');
      this.at += 1;
      this.skip();
      members.push([name, this.deeper(name)]);
      if (this.ends('}')) return Object.fromEntries(members);
    }
  }

  private array(): JsonValue {
    const items: JsonValue[] = [];
    this.at += 1;
    this.skip();
    if (this.text[this.at] === ']') {
      this.at += 1;
      return items;
    }
    for (;;) {
      items.push(this.deeper(items.length));
      if (this.ends(']')) return items;
    }
  }

  /** Passes a comma, or the end. */
  private ends(end: string): boolean {
    this.skip();
    const sign = this.text[this.at];
    if (sign === end) {
      this.at += 1;
      return true;
    }
    if (sign !== ',') this.fail(`',' or '${end}' is missing`, `Put it before ${sign === undefined ? 'the end' : `'${sign}'`}.`);
    this.at += 1;
    this.skip();
    if (this.text[this.at] === end) this.fail(`a comma stands before '${end}'`, 'Remove the comma.', this.at - 1);
    return false;
  }

  private string(): string {
    const start = this.at;
    const match = /"(?:[^"\\\n\r]|\\.)*"/y;
    match.lastIndex = start;
    const found = match.exec(this.text)?.[0];
    if (found === undefined) return this.fail('the text in quotes does not end on its line', 'Close it with a double quote.');
    this.at += found.length;
    try {
      return String(JSON.parse(found));
    } catch (thrown) {
      if (!(thrown instanceof SyntaxError)) throw thrown;
      return this.fail('the text in quotes has a sign that JSON cannot read', 'Write a tab as \\t, a backslash as \\\\.', start);
    }
  }
}
