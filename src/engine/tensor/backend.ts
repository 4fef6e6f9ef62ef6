import { LabError } from '../core/errors';
import type { BackendAssets, WasmAssets } from './assets';
import { installGradients } from './gradients/install';
import { tf } from './tf';
import { type AdapterChoice, chooseAdapter } from './webgpuChoice';

export type BackendKind = 'webgpu' | 'wasm' | 'cpu';
export type BackendWish = BackendKind | 'auto';

export interface BackendRequest {
  readonly backend: BackendWish;
  readonly assets: BackendAssets;
}

/** The backend that computes, and why it does. */
export interface BackendInfo {
  readonly kind: BackendKind;
  /** 'wasm simd', 'wasm simd relaxed', 'webgpu (vendor architecture)', 'cpu'. Relaxed rounds differently (fused multiply-add). */
  readonly label: string;
  /** One sentence for the person: why this backend. */
  readonly reason: string;
  /** Sentences for the person: what is slower here than it could be, and why. */
  readonly slower: readonly string[];
}

/** The largest image set of the catalogue, CIFAR-10's training images, as bytes: what fits whole is not slower. */
const WHOLE_SET_BYTES = 50_000 * 32 * 32 * 3;

/**
 * Makes tfjs of this realm compute on the wished backend, with our training kernels and gradients registered.
 * 'auto': WebGPU on a hardware adapter, else WASM with SIMD. A wish that cannot be met is a LabError('backend'), never
 * another backend in silence. May be called again, also for another backend.
 */
export async function openBackend(request: BackendRequest): Promise<BackendInfo> {
  installGradients();
  const { assets } = request;
  switch (request.backend) {
    case 'cpu':
      return openCpu('Asked for. Plain JavaScript, for tests: slow.');
    case 'wasm':
      return openWasm(assets.wasm, 'Asked for.');
    case 'webgpu': {
      const choice = await chooseAdapter(assets.gpu);
      if (choice.adapter === null) {
        throw new LabError('backend', `backend: webgpu was asked for, but ${choice.reason}.`, "Choose 'wasm' or 'auto'.");
      }
      return openWebgpu(choice.adapter, choice, `Asked for; ${choice.reason}.`);
    }
    case 'auto': {
      const choice = await chooseAdapter(assets.gpu);
      if (choice.adapter !== null && choice.hardware) {
        return openWebgpu(choice.adapter, choice, `Fastest here: ${choice.reason}.`);
      }
      return openWasm(assets.wasm, `No usable GPU: ${choice.reason}.`);
    }
    default:
      return request.backend satisfies never;
  }
}

async function openCpu(reason: string): Promise<BackendInfo> {
  await import('@tensorflow/tfjs-backend-cpu');
  await activate('cpu');
  return { kind: 'cpu', label: 'cpu', reason, slower: ['Plain JavaScript trains hundreds of times slower than WASM.'] };
}

async function openWasm(assets: WasmAssets | undefined, reason: string): Promise<BackendInfo> {
  if (assets === undefined) {
    throw new LabError(
      'backend',
      'backend: wasm was chosen, but this program was started without its WebAssembly files.',
      'Pass assets.wasm to openBackend.',
    );
  }
  const { openWasmBackend } = await import('./wasm/open');
  const { variant } = await openWasmBackend(assets, () => activate('wasm'));
  return {
    kind: 'wasm',
    label: variant === 'relaxed' ? 'wasm simd relaxed' : 'wasm simd',
    reason,
    slower: variant === 'relaxed' ? [] : ['No relaxed SIMD here (fused multiply-add): about half speed.'],
  };
}

async function openWebgpu(adapter: GPUAdapter, { hardware, name }: AdapterChoice, reason: string): Promise<BackendInfo> {
  const { openWebgpuBackend } = await import('./webgpu/open');
  const { maxTensorBytes } = await openWebgpuBackend(adapter, () => activate('webgpu'));
  const slower: string[] = [];
  if (!hardware) slower.push('Software adapter: the GPU is simulated on the CPU, slower than WASM.');
  if (maxTensorBytes < WHOLE_SET_BYTES) {
    slower.push(
      `Small buffers (${Math.floor(maxTensorBytes / 2 ** 20)} MiB): larger image sets are gathered from several parts.`,
    );
  }
  return { kind: 'webgpu', label: `webgpu (${name})`, reason, slower };
}

async function activate(kind: BackendKind): Promise<void> {
  const ready = await tf.setBackend(kind);
  if (!ready || tf.getBackend() !== kind) {
    throw new LabError(
      'backend',
      `backend: ${kind} failed to start; tfjs computes on '${tf.getBackend()}'.`,
      kind === 'wasm'
        ? 'Check that the server serves .wasm files, or choose another backend.'
        : 'Choose another backend, for example wasm.',
    );
  }
  await tf.ready();
}
