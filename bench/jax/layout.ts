/** Images [batch, height, width, channels] as [batch, channels, height, width]. */
export function toChannelsFirst(
  values: ArrayLike<number>,
  [height, width, channels]: readonly [number, number, number],
): Float32Array<ArrayBuffer> {
  const pixels = height * width;
  const moved = new Float32Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const image = Math.floor(i / (pixels * channels));
    const pixel = Math.floor(i / channels) % pixels;
    moved[(image * channels + (i % channels)) * pixels + pixel] = values[i] ?? Number.NaN;
  }
  return moved;
}

/** Images [batch, channels, height, width] as [batch, height, width, channels]. */
export function toChannelsLast(
  values: ArrayLike<number>,
  [height, width, channels]: readonly [number, number, number],
): Float32Array<ArrayBuffer> {
  const pixels = height * width;
  const moved = new Float32Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const image = Math.floor(i / (pixels * channels));
    const channel = Math.floor(i / pixels) % channels;
    moved[(image * pixels + (i % pixels)) * channels + channel] = values[i] ?? Number.NaN;
  }
  return moved;
}

type FilterShape = readonly [kernelHeight: number, kernelWidth: number, inputs: number, outputs: number];

/** A filter [kh, kw, in, out] as [out, in, kh, kw]. */
export function toOutInFirst(values: ArrayLike<number>, [kh, kw, inputs, outputs]: FilterShape): Float32Array<ArrayBuffer> {
  const cells = kh * kw;
  const moved = new Float32Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const output = i % outputs;
    const input = Math.floor(i / outputs) % inputs;
    const cell = Math.floor(i / (outputs * inputs));
    moved[(output * inputs + input) * cells + cell] = values[i] ?? Number.NaN;
  }
  return moved;
}

/** A filter [out, in, kh, kw] as [kh, kw, in, out]. */
export function toInOutLast(values: ArrayLike<number>, [kh, kw, inputs, outputs]: FilterShape): Float32Array<ArrayBuffer> {
  const cells = kh * kw;
  const moved = new Float32Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const cell = i % cells;
    const input = Math.floor(i / cells) % inputs;
    const output = Math.floor(i / (cells * inputs));
    moved[(cell * inputs + input) * outputs + output] = values[i] ?? Number.NaN;
  }
  return moved;
}
