/**
 * Passes over [rows, channels] by vectors, whatever the number of channels: where 4 does not divide it, four rows are read
 * as one of 4 x channels "lanes". What belongs to a channel is laid out lane by lane (spread), and sums of lanes are
 * folded into sums of channels.
 */

/** Floats after which channels repeat in vectors of 4. */
@inline
export function lanesOf(channels: i32): i32 {
  return channels % 4 == 0 ? channels : 4 * channels;
}

/** Rows of lanes that stay in the first-level cache while they are read twice: 16 KiB. */
@inline
export function blockRows(lanes: i32): i32 {
  return max(8, 4096 / lanes);
}

/** to[lane] = value of the lane's channel. */
export function spread(from: usize, to: usize, channels: i32): void {
  const lanes = lanesOf(channels);
  for (let lane = 0; lane < lanes; lane++) store<f32>(to + (lane << 2), load<f32>(from + ((lane % channels) << 2)));
}

export function spreadOne(value: f32, to: usize, channels: i32): void {
  const lanes = lanesOf(channels);
  for (let lane = 0; lane < lanes; lane++) store<f32>(to + (lane << 2), value);
}
