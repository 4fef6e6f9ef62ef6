import { openBackend, tf } from '../../../src/engine/tensor';
import { browserAssets } from '../../../src/worker/wasmAssets';
import { type GradientCheck, gradientCheck } from '../../support/gradientCheck';
import { mixedChildren } from '../../support/mixedChildren';
import { smallGpuAssets } from './smallGpu';

export interface MixedGraphArgs {
  readonly backend: 'webgpu' | 'wasm';
  readonly children: number;
  /** On webgpu: an adapter with no optional feature and the smallest limits. */
  readonly small?: boolean;
}

export interface MixedGraphReport {
  readonly checks: readonly (GradientCheck & { readonly name: string })[];
  /** Tensors left behind. */
  readonly leaked: number;
}

/** Checks the gradients of random graphs of all ops in this realm. */
export default async function mixedGraphs({ backend, children, small = false }: MixedGraphArgs): Promise<MixedGraphReport> {
  await openBackend({ backend, assets: small ? smallGpuAssets() : browserAssets() });
  const before = tf.memory().numTensors;
  const checks: (GradientCheck & { name: string })[] = [];
  for (const { name, graph, batch } of mixedChildren(children)) {
    checks.push({ name, ...(await gradientCheck(graph, name, batch)) });
  }
  return { checks, leaked: tf.memory().numTensors - before };
}
