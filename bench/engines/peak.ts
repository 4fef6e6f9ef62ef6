import type { WasmAssets } from '../../src/engine/tensor';
import type { KernelExports } from '../../src/engine/tensor/wasm/exports';
import { loadKernels } from '../../src/engine/tensor/wasm/module';

/** Sides of the product that the micro-kernel is timed on: its three matrices fit a first-level cache of 32 KiB. */
const M = 32;
const N = 32;
const K = 64;
const FLOPS = 2 * M * N * K;
const START = 1 << 16;
const MEMORY_PAGES = 64;
const LEAST_MS = 20;
const BURST = 200;

/**
 * What the micro-kernel reaches where nothing slows it down, in GFLOP/s: a product of small matrices, again and again,
 * out of the first-level cache. Kernels of their own, on a memory of their own. now: milliseconds of a monotonic clock.
 */
export async function openPeak(assets: WasmAssets, now: () => number): Promise<() => Promise<number>> {
  const { module } = await loadKernels(assets);
  const memory = new WebAssembly.Memory({ initial: MEMORY_PAGES });
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const { matMul, matMulScratch } = exports as KernelExports;
  const a = START;
  const b = a + 4 * M * K;
  const c = b + 4 * K * N;
  const scratch = c + 4 * M * N;
  if (scratch + matMulScratch(M, N, K) > memory.buffer.byteLength) throw new Error('the peak needs more memory');
  new Float32Array(memory.buffer, a, M * K + K * N).fill(0.5);
  return async () => {
    const started = now();
    let calls = 0;
    while (now() - started < LEAST_MS) {
      for (let i = 0; i < BURST; i += 1) matMul(a, b, 0, c, M, N, K, 0, 0, 0, scratch);
      calls += BURST;
    }
    return (calls * FLOPS) / (now() - started) / 1e6;
  };
}
