/**
 * Where the WebAssembly files are. The engine knows neither files nor servers, so the entry that starts it says: a worker
 * with URLs of its bundle, the command line with paths.
 */
export interface WasmAssets {
  /** Address of tfjs-backend-wasm-simd.wasm: a URL in a browser, a file path in Node. */
  readonly tfjsWasm: string;
  /** Bytes of our training kernels, plain SIMD. */
  readonly simdKernels: () => Promise<BufferSource>;
  /** Bytes of our training kernels with relaxed SIMD (fused multiply-add). */
  readonly relaxedKernels: () => Promise<BufferSource>;
}

/** The part of navigator.gpu that backend choice reads. */
export interface GpuAccess {
  requestAdapter(options?: GPURequestAdapterOptions): Promise<GPUAdapter | null>;
}

export interface BackendAssets {
  readonly wasm?: WasmAssets;
  /** navigator.gpu where the entry's realm has one. */
  readonly gpu?: GpuAccess;
}
