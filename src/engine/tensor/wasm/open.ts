import { BackendWasm, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { LabError } from '../../core/errors';
import type { WasmAssets } from '../assets';
import { tf } from '../tf';
import { instantiateKernels, type KernelVariant, loadKernels } from './module';
import { registerWasmKernels } from './register';

let opened: { readonly backend: BackendWasm; readonly variant: KernelVariant } | undefined;

/**
 * Starts tfjs-wasm, single-threaded (parallelism is by child, one worker each), and registers our kernels on its memory.
 * The non-threaded build is the one whose memory another module may import without cross-origin isolation.
 */
export async function openWasmBackend(
  assets: WasmAssets,
  activate: () => Promise<void>,
): Promise<{ readonly variant: KernelVariant }> {
  if (opened === undefined) {
    setWasmPaths({
      'tfjs-backend-wasm.wasm': assets.tfjsWasm,
      'tfjs-backend-wasm-simd.wasm': assets.tfjsWasm,
      'tfjs-backend-wasm-threaded-simd.wasm': assets.tfjsWasm,
    });
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setThreadsCount(1);
  }
  await activate();
  const backend = tf.backend();
  if (!(backend instanceof BackendWasm)) {
    throw new LabError('internal', 'backend: wasm is active, but is not tfjs-wasm.', 'Load @tensorflow/tfjs-core once only.');
  }
  if (opened?.backend !== backend) {
    const { module, variant } = await loadKernels(assets);
    registerWasmKernels(await instantiateKernels(module, backend), backend);
    opened = { backend, variant };
  }
  return { variant: opened.variant };
}
