/**
 * The part of @jax-js/jax that the benches use. Written down here, for the package is no dependency of the project: a
 * bench installs it when it first needs it, and loads it by its address. Arrays are passed by ownership: an argument is
 * used up, unless it is given as `array.ref`.
 */
export interface JaxArray {
  readonly ref: JaxArray;
  readonly shape: readonly number[];
  add(other: JaxArray | number): JaxArray;
  sub(other: JaxArray | number): JaxArray;
  mul(other: JaxArray | number): JaxArray;
  div(other: JaxArray | number): JaxArray;
  sum(axis?: number | readonly number[]): JaxArray;
  reshape(shape: readonly number[]): JaxArray;
  transpose(axes: readonly number[]): JaxArray;
  data(): Promise<ArrayLike<number>>;
  blockUntilReady(): Promise<JaxArray>;
  dispose(): void;
}

export type JaxTree = { readonly [name: string]: JaxArray };
type Padding = 'SAME' | 'VALID';

export interface Jax {
  init(device: 'wasm'): Promise<readonly string[]>;
  defaultDevice(device: 'wasm'): string;
  readonly numpy: {
    array(values: Float32Array, options: { readonly shape: readonly number[] }): JaxArray;
    max(x: JaxArray): JaxArray;
    sqrt(x: JaxArray): JaxArray;
    matmul(x: JaxArray, y: JaxArray): JaxArray;
    pad(x: JaxArray, widths: readonly (readonly [number, number])[]): JaxArray;
  };
  readonly lax: {
    /** lhs: [batch, in, height, width]; rhs: [out, in / groups, kernelHeight, kernelWidth]. */
    convGeneralDilated(
      lhs: JaxArray,
      rhs: JaxArray,
      strides: readonly number[],
      padding: Padding,
      options?: { readonly featureGroupCount?: number },
    ): JaxArray;
    reduceWindow(
      x: JaxArray,
      reduce: (window: JaxArray) => JaxArray,
      size: readonly number[],
      strides: readonly number[],
    ): JaxArray;
  };
  readonly nn: { relu(x: JaxArray): JaxArray; logSoftmax(x: JaxArray): JaxArray };
  jit<A extends readonly unknown[], R>(f: (...args: A) => R): (...args: A) => R;
  /** Value and the gradient by the first argument. */
  valueAndGrad<A extends readonly unknown[]>(
    f: (params: JaxTree, ...rest: A) => JaxArray,
  ): (params: JaxTree, ...rest: A) => [JaxArray, JaxTree];
  vjp(f: (x: JaxArray) => JaxArray, at: readonly [JaxArray]): [JaxArray, ((slope: JaxArray) => [JaxArray]) & { dispose(): void }];
}

/** Loads jax-js from where it is installed; its arrays then live in WebAssembly, on one thread. */
export async function loadJax(url: string): Promise<Jax> {
  const jax: Jax = await import(/* @vite-ignore */ url);
  const devices = await jax.init('wasm');
  if (!devices.includes('wasm')) throw new Error('jax-js offers no wasm device here');
  jax.defaultDevice('wasm');
  return jax;
}
