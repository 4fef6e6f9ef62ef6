import type { WasmAssets } from '../../src/engine/tensor';
import type { KernelExports } from '../../src/engine/tensor/wasm/exports';
import { loadKernels } from '../../src/engine/tensor/wasm/module';

/** Operations of one tile of tilePeak. */
const TILE_FLOPS = 32_768;
const BURST = 2000;
const LEAST_MS = 20;
const PAGE_BYTES = 1 << 16;

/**
 * What the micro-kernel reaches where nothing slows it down, in GFLOP/s: its register tile again and again, out of the
 * first-level cache. Kernels of their own, on a memory of their own. now: milliseconds of a monotonic clock.
 */
export async function openPeak(assets: WasmAssets, now: () => number): Promise<() => Promise<number>> {
  const { module } = await loadKernels(assets);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const { tilePeak, tilePeakScratch } = exports as KernelExports;
  // The kernels' own static data, if any, lies in the first page.
  memory.grow(Math.ceil(tilePeakScratch() / PAGE_BYTES));
  return async () => {
    const started = now();
    let tiles = 0;
    while (now() - started < LEAST_MS) {
      tilePeak(BURST, PAGE_BYTES);
      tiles += BURST;
    }
    return (tiles * TILE_FLOPS) / (now() - started) / 1e6;
  };
}
