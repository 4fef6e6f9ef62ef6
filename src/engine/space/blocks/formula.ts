import { LabError } from '../../core/errors';
import { suggestName } from '../../core/nearestName';
import type { Scalar } from './types';

/**
 * Formulas of dynamic hyperparameters:
 *   expression := test ('?' expression ':' expression)?
 *   test       := sum (('<' | '<=' | '>' | '>=' | '==' | '!=') sum)?
 *   sum        := product (('+' | '-') product)*        product := power (('*' | '/' | '%') power)*
 *   power      := factor ('^' power)?                   factor  := '-' factor | number | 'word' | true | false | name
 *                                                                | name '(' expression (',' expression)* ')' | '(' expression ')'
 * Nothing else can be said, so that reading one runs no code. '^' binds closest and to the right; -2^2 is (-2)^2 = 4.
 */
export type Expression =
  | { readonly kind: 'value'; readonly value: Scalar }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'negate'; readonly of: Expression; readonly at: number }
  | { readonly kind: 'binary'; readonly op: BinaryOp; readonly a: Expression; readonly b: Expression; readonly at: number }
  | { readonly kind: 'if'; readonly test: Expression; readonly then: Expression; readonly else: Expression; readonly at: number }
  | { readonly kind: 'call'; readonly fn: FunctionName; readonly args: readonly Expression[]; readonly at: number };

const COMPARISONS = ['<=', '>=', '==', '!=', '<', '>'] as const;
export type BinaryOp = '+' | '-' | '*' | '/' | '%' | '^' | (typeof COMPARISONS)[number];

/** Arguments that each function takes. */
export const FUNCTIONS = {
  min: [1, 16],
  max: [1, 16],
  round: [1, 1],
  floor: [1, 1],
  ceil: [1, 1],
  abs: [1, 1],
  pow: [2, 2],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;
export type FunctionName = keyof typeof FUNCTIONS;

export const FUNCTION_NAMES: readonly string[] = Object.keys(FUNCTIONS);

const MAX_DEPTH = 40;
const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z][A-Za-z0-9_]*)|'([^']*)'|(<=|>=|==|!=|[-+*/%^<>?:(),]))/y;

type Token = {
  readonly kind: 'number' | 'name' | 'word' | 'sign' | 'end';
  readonly text: string;
  /** Of its first character, from 1. */
  readonly at: number;
};

function formulaError(text: string, at: number, message: string, remedy: string): LabError {
  return new LabError('space', `formula '${text.slice(0, 80)}', character ${at}: ${message}.`, remedy, { column: at });
}

function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  let from = 0;
  while (from < text.trimEnd().length) {
    TOKEN.lastIndex = from;
    const match = TOKEN.exec(text);
    const start = from + ((/^\s*/.exec(text.slice(from))?.[0] ?? '').length + 1);
    if (match === null) {
      const near = text[start - 1] ?? '';
      throw formulaError(
        text,
        start,
        `'${near}' cannot be read`,
        'Write numbers, names, + - * / % ^, comparisons, ? :, and functions.',
      );
    }
    const [, digits, name, word, sign] = match;
    if (digits !== undefined) found.push({ kind: 'number', text: digits, at: start });
    else if (name !== undefined) found.push({ kind: 'name', text: name, at: start });
    else if (word !== undefined) found.push({ kind: 'word', text: word, at: start });
    else found.push({ kind: 'sign', text: sign ?? '', at: start });
    from = TOKEN.lastIndex;
  }
  found.push({ kind: 'end', text: '', at: text.length + 1 });
  return found;
}

class Parser {
  private readonly list: readonly Token[];
  private next = 0;
  private depth = 0;

  constructor(private readonly text: string) {
    this.list = tokens(text);
  }

  whole(): Expression {
    const read = this.expression();
    const rest = this.peek();
    if (rest.kind !== 'end') this.fail(rest, `'${rest.text}' is not expected here`);
    return read;
  }

  private peek(): Token {
    return this.list[Math.min(this.next, this.list.length - 1)] as Token;
  }

  private take(): Token {
    const token = this.peek();
    this.next += 1;
    return token;
  }

  private takeSign(...signs: readonly string[]): Token | null {
    const token = this.peek();
    return token.kind === 'sign' && signs.includes(token.text) ? this.take() : null;
  }

  private fail(token: Token, message: string, remedy = 'Correct the formula there.'): never {
    throw formulaError(this.text, token.at, message, remedy);
  }

  private need(sign: string): void {
    const token = this.peek();
    if (this.takeSign(sign) === null) this.fail(token, `'${sign}' is missing`);
  }

  private expression(): Expression {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) this.fail(this.peek(), `more than ${MAX_DEPTH} levels of brackets`, 'Write it in two formulas.');
    const test = this.test();
    const sign = this.takeSign('?');
    let read = test;
    if (sign !== null) {
      const then = this.expression();
      this.need(':');
      read = { kind: 'if', test, then, else: this.expression(), at: sign.at };
    }
    this.depth -= 1;
    return read;
  }

  private test(): Expression {
    const a = this.sum();
    const sign = this.takeSign(...COMPARISONS);
    if (sign === null) return a;
    const op = COMPARISONS.find((one) => one === sign.text) ?? '==';
    return { kind: 'binary', op, a, b: this.sum(), at: sign.at };
  }

  private sum(): Expression {
    let a = this.product();
    for (let sign = this.takeSign('+', '-'); sign !== null; sign = this.takeSign('+', '-')) {
      a = { kind: 'binary', op: sign.text === '+' ? '+' : '-', a, b: this.product(), at: sign.at };
    }
    return a;
  }

  private product(): Expression {
    let a = this.power();
    for (let sign = this.takeSign('*', '/', '%'); sign !== null; sign = this.takeSign('*', '/', '%')) {
      const op = sign.text === '*' ? '*' : sign.text === '/' ? '/' : '%';
      a = { kind: 'binary', op, a, b: this.power(), at: sign.at };
    }
    return a;
  }

  private power(): Expression {
    const a = this.factor();
    const sign = this.takeSign('^');
    if (sign === null) return a;
    this.deeper(sign);
    const b = this.power();
    this.depth -= 1;
    return { kind: 'binary', op: '^', a, b, at: sign.at };
  }

  private deeper(token: Token): void {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) this.fail(token, `more than ${MAX_DEPTH} levels`, 'Write it in two formulas.');
  }

  private factor(): Expression {
    const token = this.take();
    if (token.kind === 'number') return { kind: 'value', value: Number(token.text) };
    if (token.kind === 'word') return { kind: 'value', value: token.text };
    if (token.kind === 'name') return this.named(token);
    if (token.text === '-') {
      this.deeper(token);
      const of = this.factor();
      this.depth -= 1;
      return { kind: 'negate', of, at: token.at };
    }
    if (token.text === '(') {
      const inner = this.expression();
      this.need(')');
      return inner;
    }
    return this.fail(token, token.kind === 'end' ? 'the formula ends too early' : `'${token.text}' is not expected here`);
  }

  private named(token: Token): Expression {
    if (token.text === 'true' || token.text === 'false') return { kind: 'value', value: token.text === 'true' };
    if (this.takeSign('(') === null) return { kind: 'name', name: token.text, at: token.at };
    const fn = functionName(token.text);
    if (fn === null) this.fail(token, `there is no function '${token.text}'`, suggestName(token.text, FUNCTION_NAMES));
    const args = [this.expression()];
    while (this.takeSign(',') !== null) args.push(this.expression());
    this.need(')');
    const [least, most] = FUNCTIONS[fn];
    if (args.length < least || args.length > most) {
      const wanted = least === most ? String(least) : `${least} to ${most}`;
      this.fail(token, `'${fn}' takes ${wanted} arguments, got ${args.length}`);
    }
    return { kind: 'call', fn, args, at: token.at };
  }
}

function functionName(text: string): FunctionName | null {
  const names: readonly FunctionName[] = ['min', 'max', 'round', 'floor', 'ceil', 'abs', 'pow'];
  return names.find((name) => name === text) ?? null;
}

/** Reads a formula. LabError 'space' with the character's position (1-based, also as its column). */
export function parseFormula(text: string): Expression {
  return new Parser(text).whole();
}

/** Numbers, names and signs of a formula; a name counts as much as `sizeOfName` says. */
export function expressionSize(expression: Expression, sizeOfName: (name: string) => number): number {
  const size = (one: Expression): number => {
    switch (one.kind) {
      case 'value':
        return 1;
      case 'name':
        return sizeOfName(one.name);
      case 'negate':
        return 1 + size(one.of);
      case 'binary':
        return 1 + size(one.a) + size(one.b);
      case 'if':
        return 1 + size(one.test) + size(one.then) + size(one.else);
      case 'call':
        return one.args.reduce((sum, arg) => sum + size(arg), 1);
      default:
        one satisfies never;
        return 0;
    }
  };
  return size(expression);
}

/** The names a formula reads, each once, in the order they stand in it. */
export function namesIn(expression: Expression): readonly { readonly name: string; readonly at: number }[] {
  const found = new Map<string, number>();
  const visit = (one: Expression): void => {
    if (one.kind === 'name') {
      if (!found.has(one.name)) found.set(one.name, one.at);
    } else if (one.kind === 'negate') visit(one.of);
    else if (one.kind === 'binary') {
      visit(one.a);
      visit(one.b);
    } else if (one.kind === 'if') {
      visit(one.test);
      visit(one.then);
      visit(one.else);
    } else if (one.kind === 'call') one.args.forEach(visit);
  };
  visit(expression);
  return [...found].map(([name, at]) => ({ name, at }));
}
