import { openBackend, tf } from '../../../src/engine/tensor';
import { browserAssets } from '../../../src/worker/wasmAssets';
import { type History, RESUME_CASES, trainInStretches } from '../../support/resumeCases';

export interface ResumeReport {
  readonly label: string;
  readonly cases: readonly { readonly name: string; readonly whole: History; readonly cut: History }[];
  /** Tensors left behind. */
  readonly leaked: number;
}

/** Every case of training that is cut in two, and whole, on one backend. */
export default async function resume({ backend }: { readonly backend: 'webgpu' | 'wasm' }): Promise<ResumeReport> {
  const { label } = await openBackend({ backend, assets: browserAssets() });
  const env = { now: () => 0, breathe: () => new Promise<void>((resolve) => setTimeout(resolve)), backend: label };
  const before = tf.memory().numTensors;
  const cases: { name: string; whole: History; cut: History }[] = [];
  for (const each of RESUME_CASES) {
    const whole = await trainInStretches(each, [3], env);
    cases.push({ name: each.name, whole, cut: await trainInStretches(each, [1, 2], env) });
  }
  return { label, cases, leaked: tf.memory().numTensors - before };
}
