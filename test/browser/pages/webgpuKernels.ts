import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { openBackend, tf } from '../../../src/engine/tensor';
import { maxPool, maxPoolGrad } from '../../../src/engine/tensor/reference/pool';
import { throwOnFault } from '../../../src/engine/tensor/webgpu/faults';
import { labBackend } from '../../../src/engine/tensor/webgpu/shader';
import { browserAssets } from '../../../src/worker/wasmAssets';
import { type Discrepancy, kernelCases, type SuiteOptions } from '../../support/kernelSuite';
import { smallGpuAssets } from './smallGpu';

export interface WebGpuKernelArgs extends SuiteOptions {
  /** On an adapter with no optional feature and the smallest limits. */
  readonly small?: boolean;
  /** Join lanes by subgroups where the device has any, however small. */
  readonly subgroups?: boolean;
}

export interface WebGpuKernelReport {
  readonly label: string;
  /** Whether tfjs computed on a WebGPUBackend, before and after. */
  readonly onWebGpu: boolean;
  /** Whether lanes were joined by subgroups, and whether the device has them. */
  readonly subgroups: { readonly used: boolean; readonly offered: boolean };
  readonly cases: number;
  /** Cases that differ from the reference by more than the suite's tolerance. */
  readonly wrong: readonly { readonly name: string; readonly found: readonly Discrepancy[] }[];
  /** Tensors that the suite left behind. */
  readonly leaked: number;
  /** Gradient of a max pool over whole images of equal values, on the backend and by the reference. */
  readonly ties: { readonly actual: readonly number[]; readonly expected: readonly number[] };
}

/** Cases whose results are read together: a read waits for the device, and more would hold much memory. */
const CASES_AT_ONCE = 64;

const onWebGpu = (): boolean => tf.getBackend() === 'webgpu' && tf.backend() instanceof WebGPUBackend;

/** Opens webgpu in this realm and runs the kernel suite on it. */
export default async function webgpuKernels({
  small = false,
  subgroups: forced = false,
  ...args
}: WebGpuKernelArgs): Promise<WebGpuKernelReport> {
  const { label } = await openBackend({ backend: 'webgpu', assets: small ? smallGpuAssets() : browserAssets() });
  const lab = labBackend(tf.backend());
  const offered = lab.device.features.has('subgroups');
  if (forced) Object.defineProperty(lab, 'subgroups', { value: offered });
  const subgroups = { used: lab.subgroups, offered };
  const before = onWebGpu();
  const tensors = tf.memory().numTensors;
  const cases = kernelCases(args);
  const wrong: { name: string; found: Discrepancy[] }[] = [];
  for (let from = 0; from < cases.length; from += CASES_AT_ONCE) {
    const some = cases.slice(from, from + CASES_AT_ONCE);
    const results = await Promise.all(some.map(({ run }) => run()));
    results.forEach((result, i) => {
      const found = result.filter(({ excess }) => !(excess <= 1));
      if (found.length > 0) wrong.push({ name: some[i]?.name ?? '', found });
    });
  }
  const leaked = tf.memory().numTensors - tensors;
  const ties = await tiedPool();
  const backend = tf.backend();
  if (backend instanceof WebGPUBackend) throwOnFault(backend.device);
  return { label, onWebGpu: before && onWebGpu(), subgroups, cases: cases.length, wrong, leaked, ties };
}

/** 3x3 windows, stride 2, over two images that are 0 but for one cell, as a ReLU leaves them. */
async function tiedPool(): Promise<WebGpuKernelReport['ties']> {
  const spec = {
    batch: 2,
    height: 6,
    width: 5,
    channels: 4,
    kernel: [3, 3],
    stride: [2, 2],
    dilation: [1, 1],
    pad: 'same',
  } as const;
  const x = new Float32Array(2 * 6 * 5 * 4);
  x[17] = 1;
  const y = maxPool(spec, x);
  const dy = Float32Array.from(y, (_, i) => i + 1);
  const expected = [...maxPoolGrad(spec, x, dy)];
  const gradient = tf.tidy(() =>
    tf.grad((xs: tf.Tensor) => tf.maxPool(xs as tf.Tensor4D, 3, 2, 'same'))(
      tf.tensor4d(x, [2, 6, 5, 4]),
      tf.tensor4d(dy, [2, 3, 3, 4]),
    ),
  );
  const actual = [...(await gradient.data())];
  gradient.dispose();
  return { actual, expected };
}
