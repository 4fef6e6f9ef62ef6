import { openBackend } from '../../../src/engine/tensor';
import { browserAssets } from '../../../src/worker/wasmAssets';
import { type Discrepancy, kernelCases, type SuiteOptions } from '../../support/kernelSuite';

export interface WasmKernelReport {
  readonly label: string;
  readonly cases: number;
  /** Cases that differ from the reference by more than the suite's tolerance. */
  readonly wrong: readonly { readonly name: string; readonly found: readonly Discrepancy[] }[];
}

/** Opens wasm in this realm and runs the kernel suite on it. */
export default async function wasmKernels(options: SuiteOptions): Promise<WasmKernelReport> {
  const { label } = await openBackend({ backend: 'wasm', assets: browserAssets() });
  const cases = kernelCases(options);
  const wrong: { name: string; found: Discrepancy[] }[] = [];
  for (const { name, run } of cases) {
    const found = (await run()).filter(({ excess }) => !(excess <= 1));
    if (found.length > 0) wrong.push({ name, found });
  }
  return { label, cases: cases.length, wrong };
}
