import { LabError } from '../../core/errors';
import { exp, log } from '../../core/exactMath';
import type { BinaryOp, Expression, FunctionName } from './formula';
import type { Scalar } from './types';

const REMEDY = 'Correct the formula, or the values of what it reads.';

function fail(at: number, message: string): never {
  throw new LabError('space', `the formula's character ${at}: ${message}.`, REMEDY, { column: at });
}

function numeric(value: Scalar, at: number): number {
  if (typeof value === 'number') return value;
  return fail(at, `'${String(value)}' is not a number`);
}

/** a^b: by repeated squaring for whole b up to 4096, else exp(b ln a), so that it is the same in every engine. */
function power(a: number, b: number, at: number): number {
  if (Number.isInteger(b) && Math.abs(b) <= 4096) {
    let result = 1;
    let square = a;
    for (let rest = Math.abs(b); rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) result *= square;
      square *= square;
    }
    return b < 0 ? 1 / result : result;
  }
  if (a === 0 && b > 0) return 0;
  if (a <= 0) fail(at, `${a} to the power of ${b} is not a number`);
  return exp(b * log(a));
}

function binary(op: BinaryOp, a: Scalar, b: Scalar, at: number): Scalar {
  if (op === '==') return a === b;
  if (op === '!=') return a !== b;
  const x = numeric(a, at);
  const y = numeric(b, at);
  switch (op) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return y === 0 ? fail(at, `${x} is divided by 0`) : x / y;
    case '%':
      return y === 0 ? fail(at, `${x} is divided by 0`) : x - y * Math.floor(x / y);
    case '^':
      return power(x, y, at);
    case '<':
      return x < y;
    case '<=':
      return x <= y;
    case '>':
      return x > y;
    case '>=':
      return x >= y;
    default:
      op satisfies never;
      return x;
  }
}

function call(fn: FunctionName, args: readonly number[], at: number): number {
  const [first = 0, second = 0] = args;
  switch (fn) {
    case 'min':
      return args.reduce((least, value) => (value < least ? value : least), first);
    case 'max':
      return args.reduce((most, value) => (value > most ? value : most), first);
    case 'round':
      return Math.floor(first + 0.5);
    case 'floor':
      return Math.floor(first);
    case 'ceil':
      return Math.ceil(first);
    case 'abs':
      return first < 0 ? -first : first;
    case 'pow':
      return power(first, second, at);
    default:
      fn satisfies never;
      return first;
  }
}

/**
 * The value of a formula; `%` has the sign of its divisor, `round` takes halves up, and only the branch of '? :' that is taken is
 * computed. LabError 'space' with the position where it has no finite value.
 */
export function evaluate(expression: Expression, lookup: (name: string, at: number) => Scalar): Scalar {
  const visit = (one: Expression): Scalar => {
    switch (one.kind) {
      case 'value':
        return one.value;
      case 'name':
        return lookup(one.name, one.at);
      case 'negate':
        return -numeric(visit(one.of), one.at);
      case 'binary': {
        const value = binary(one.op, visit(one.a), visit(one.b), one.at);
        if (typeof value === 'number' && !Number.isFinite(value)) fail(one.at, 'the result is too large or not a number');
        return value;
      }
      case 'if': {
        const test = visit(one.test);
        if (typeof test !== 'boolean') return fail(one.at, `the test before '?' must be true or false, got ${String(test)}`);
        return visit(test ? one.then : one.else);
      }
      case 'call': {
        const value = call(
          one.fn,
          one.args.map((arg) => numeric(visit(arg), one.at)),
          one.at,
        );
        if (!Number.isFinite(value)) fail(one.at, `'${one.fn}' has no finite value here`);
        return value;
      }
      default:
        one satisfies never;
        return 0;
    }
  };
  return visit(expression);
}
