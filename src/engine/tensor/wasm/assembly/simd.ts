/** a b + c; with relaxed SIMD fused into one rounding. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

@inline
export function splatAt(pointer: usize, offset: usize = 0): v128 {
  return v128.load32_splat(pointer + offset);
}

/** n rounded up to a multiple of step. */
@inline
export function roundUp(n: i32, step: i32): i32 {
  return ((n + step - 1) / step) * step;
}

/** Sum of the four lanes, in one fixed order. */
@inline
export function laneSum(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** The next cache line: vectors that cross one cost two loads. */
@inline
export function alignLine(pointer: usize): usize {
  return (pointer + 63) & ~63;
}

/** What aligning up to so many areas may cost in bytes. */
export const ALIGN_SLACK: i32 = 256;
