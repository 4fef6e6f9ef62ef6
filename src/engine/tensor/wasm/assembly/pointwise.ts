/** y = a + b. */
export function add(a: usize, b: usize, y: usize, size: i32): void {
  const bytes = size << 2;
  let i = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(y + i, f32x4.add(v128.load(a + i), v128.load(b + i)));
  for (; i < bytes; i += 4) store<f32>(y + i, load<f32>(a + i) + load<f32>(b + i));
}

/** y = a b, number by number. */
export function multiply(a: usize, b: usize, y: usize, size: i32): void {
  const bytes = size << 2;
  let i = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(y + i, f32x4.mul(v128.load(a + i), v128.load(b + i)));
  for (; i < bytes; i += 4) store<f32>(y + i, load<f32>(a + i) * load<f32>(b + i));
}

/** y = max(x, 0); NaN stays NaN. */
export function relu(x: usize, y: usize, size: i32): void {
  const bytes = size << 2;
  const zero = f32x4.splat(0);
  let i = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(y + i, f32x4.max(v128.load(x + i), zero));
  for (; i < bytes; i += 4) store<f32>(y + i, max<f32>(load<f32>(x + i), 0));
}

/** y[i] = value. */
export function fill(y: usize, value: f32, size: i32): void {
  const bytes = size << 2;
  const each = f32x4.splat(value);
  let i = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(y + i, each);
  for (; i < bytes; i += 4) store<f32>(y + i, value);
}

/** Place of the largest of `count` numbers, the first of equal ones. */
@inline
function largest(row: usize, count: i32): i32 {
  let place = 0;
  let top = load<f32>(row);
  for (let c = 1; c < count; c++) {
    const value = load<f32>(row + (c << 2));
    if (value > top) {
      top = value;
      place = c;
    }
  }
  return place;
}

/** correct = number of rows whose largest logit is at the largest target; logits, targets: [rows, classes]. */
export function countCorrect(logits: usize, targets: usize, correct: usize, rows: i32, classes: i32): void {
  let count = 0;
  const stride = classes << 2;
  for (let r = 0; r < rows; r++) {
    if (largest(logits, classes) == largest(targets, classes)) count += 1;
    logits += stride;
    targets += stride;
  }
  store<f32>(correct, <f32>count);
}
