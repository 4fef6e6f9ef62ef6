const LN2: f64 = 0.6931471805599453;
const LOG2E: f64 = 1.4426950408889634;

/** e^x for x <= 0, NaN for NaN: 2^n e^r with |r| <= ln(2) / 2, e^r by its Taylor series to degree 11 (error below 1e-14). */
export function expOf(x: f64): f64 {
  if (x < -700) return 0;
  if (isNaN(x)) return x;
  const n = nearest<f64>(x * LOG2E);
  const r = x - n * LN2;
  let p = 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  return p * reinterpret<f64>((<i64>n + 1023) << 52);
}

/** ln x for normal x > 0, NaN for NaN: x = 2^n f, f in [sqrt(1/2), sqrt(2)), ln f = 2 artanh((f - 1) / (f + 1)). */
export function logOf(x: f64): f64 {
  if (isNaN(x)) return x;
  const bits = reinterpret<i64>(x);
  let n = (bits >> 52) - 1023;
  let f = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  if (f > 1.4142135623730951) {
    f *= 0.5;
    n += 1;
  }
  const s = (f - 1) / (f + 1);
  const q = s * s;
  let sum = 0.0;
  for (let k = 19; k >= 1; k -= 2) sum = sum * q + 1.0 / <f64>k;
  return 2 * s * sum + <f64>n * LN2;
}

/**
 * loss = -(1 / rows) sum of targets log softmax(logits); slope = (softmax(logits) - targets) / rows.
 * Computed in double precision row by row: log softmax(z) = z - max(z) - log(sum(exp(z - max(z)))).
 */
export function softmaxCrossEntropy(logits: usize, targets: usize, loss: usize, slope: usize, rows: i32, classes: i32): void {
  const share = 1.0 / <f64>rows;
  let total = 0.0;
  for (let r = 0; r < rows; r++) {
    const at = (r * classes) << 2;
    let top = load<f32>(logits + at);
    for (let c = 1; c < classes; c++) top = max(top, load<f32>(logits + at + (c << 2)));
    let sum = 0.0;
    for (let c = 0; c < classes; c++) sum += expOf(<f64>load<f32>(logits + at + (c << 2)) - <f64>top);
    const logSum = logOf(sum);
    for (let c = 0; c < classes; c++) {
      const shifted = <f64>load<f32>(logits + at + (c << 2)) - <f64>top;
      const target = <f64>load<f32>(targets + at + (c << 2));
      if (target != 0) total -= target * (shifted - logSum);
      store<f32>(slope + at + (c << 2), <f32>((expOf(shifted) / sum - target) * share));
    }
  }
  store<f32>(loss, <f32>(total * share));
}
