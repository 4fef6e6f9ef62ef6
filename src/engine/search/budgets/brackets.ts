/** One stop of a bracket: so many trials go on until each has had so many epochs in all. */
export interface Rung {
  /** Trials. */
  readonly n: number;
  /** Epochs that each has had after it. */
  readonly r: number;
}

/** Successive halving from one number of trials; `s`: how many times it halves. */
export interface Bracket {
  readonly s: number;
  readonly rungs: readonly Rung[];
}

/** How fractions are rounded: see hyperbandBrackets. */
export const BRACKET_RULES = ['floor', 'ceil'] as const;
export type BracketRule = (typeof BRACKET_RULES)[number];

/** Up to here every product below is exact: at most 32 R, for 2^31 is beyond it. */
const LARGEST = 1_000_000_000;

function checkWhole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least || value > LARGEST) {
    throw new RangeError(`${name} must be an integer from ${least} to ${LARGEST}, got ${value}`);
  }
}

/** eta^0, eta^1, ... as far as they are at most `limit`. */
function powersUpTo(limit: number, eta: number): readonly number[] {
  const powers: number[] = [];
  for (let power = 1; power <= limit; power *= eta) powers.push(power);
  return powers;
}

const floorDivide = (a: number, b: number): number => (a - (a % b)) / b;
const ceilDivide = (a: number, b: number): number => floorDivide(a + b - 1, b);

/**
 * The brackets of Hyperband, s = s_max, ..., 0 with s_max the largest s for which eta^s <= R; rung i = 0..s of bracket s:
 *   floor:  n = floor((s_max + 1) / (s + 1)) eta^(s-i),   r = floor(R / eta^(s-i)):  the printed tables of Li et al. 2018 (81, 3);
 *   ceil:   n = ceil(m eta^(s-i) / (s + 1)),  m = 1 + ceil(log_eta R),   r = ceil(R / eta^(s-i)):  that of Keras Tuner.
 * Logarithms are counted by multiplying, so that no bracket is lost to rounding. R: epochs, 1..10^9; eta: 2..10^9. RangeError else.
 */
export function hyperbandBrackets(R: number, eta: number, rule: BracketRule): readonly Bracket[] {
  checkWhole('R', R, 1);
  checkWhole('eta', eta, 2);
  const powers = powersUpTo(R, eta);
  const sMax = powers.length - 1;
  const isPower = powers[sMax] === R;
  const last = rule === 'floor' ? sMax + 1 : 1 + sMax + (isPower ? 0 : 1);
  const brackets: Bracket[] = [];
  for (let s = sMax; s >= 0; s -= 1) {
    const rungs = powers.slice(0, s + 1).reverse();
    brackets.push({
      s,
      rungs: rungs.map((power) =>
        rule === 'floor'
          ? { n: floorDivide(last, s + 1) * power, r: floorDivide(R, power) }
          : { n: ceilDivide(last * power, s + 1), r: ceilDivide(R, power) },
      ),
    });
  }
  return brackets;
}

/** r, r eta, r eta^2, ... as far as they are at most R: the epochs at which trials are compared. */
export function rungLevels(r: number, R: number, eta: number): readonly number[] {
  checkWhole('r', r, 1);
  checkWhole('R', R, r);
  checkWhole('eta', eta, 2);
  const levels: number[] = [];
  for (let level = r; level <= R; level *= eta) levels.push(level);
  return levels;
}

/**
 * Successive halving as one bracket: rung i has floor(n / eta^i) trials of r eta^i epochs, as far as there is a trial left and
 * r eta^i <= R. Jamieson and Talwalkar 2016, algorithm 1, with the epochs of a rung given in place of a total.
 */
export function halvingBracket(n: number, r: number, R: number, eta: number): Bracket {
  checkWhole('n', n, 1);
  const rungs: Rung[] = [];
  let power = 1;
  for (const level of rungLevels(r, R, eta)) {
    const left = floorDivide(n, power);
    if (left < 1) break;
    rungs.push({ n: left, r: level });
    power *= eta;
  }
  return { s: rungs.length - 1, rungs };
}

/**
 * Epochs that a bracket trains in all: sum of n_i (r_i - r_(i-1)) where a trial goes on from its weights (`resumes`), sum of n_i r_i
 * where it starts again at every rung.
 */
export function bracketEpochs(bracket: Bracket, resumes: boolean): number {
  return bracket.rungs.reduce((sum, { n, r }, i) => sum + n * (resumes ? r - (bracket.rungs[i - 1]?.r ?? 0) : r), 0);
}

/** Trials of a bracket, one for each rung that a configuration reaches. */
export function bracketTrials(bracket: Bracket): number {
  return bracket.rungs.reduce((sum, { n }) => sum + n, 0);
}
