/**
 * What the kernel module exports (see assembly/index.ts). All pointers are byte offsets into tfjs-wasm's memory, all
 * tensors float32 NHWC without gaps. A type alias, since WebAssembly exports are an index signature.
 */
export type KernelExports = WebAssembly.Exports & {
  reluGrad(dy: number, y: number, dx: number, size: number): void;
};
