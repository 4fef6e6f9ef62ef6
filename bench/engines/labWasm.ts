import { openBackend, type WasmAssets } from '../../src/engine/tensor';
import { profileJob } from '../overhead/profile';
import { type JobRealmOptions, jobRealm } from '../support/job';
import type { Realm } from '../support/realm';
import { openPeak } from './peak';
import type { Task } from './task';
import { openLabJob } from './tf';

export type WasmVariant = 'relaxed' | 'simd';

/** Without relaxed SIMD: bytes that no engine accepts in the place of its kernels, so that the plain build is taken. */
function onlySimd(assets: WasmAssets): WasmAssets {
  return { ...assets, relaxedKernels: async () => new Uint8Array() };
}

/** The lab's own kernels in WebAssembly. Fails where this engine has not the variant that was asked for. */
export async function openLabWasm(
  all: WasmAssets,
  variant: WasmVariant,
  { now, peakBytes }: Pick<JobRealmOptions<Task>, 'now' | 'peakBytes'>,
): Promise<Realm<Task>> {
  const assets = variant === 'simd' ? onlySimd(all) : all;
  const info = await openBackend({ backend: 'wasm', assets: { wasm: assets } });
  if (info.label.includes('relaxed') !== (variant === 'relaxed'))
    throw new Error(`there is no ${variant} here, only ${info.label}`);
  const peak = await openPeak(assets, now);
  const memory = peakBytes === undefined ? {} : { peakBytes };
  return jobRealm({ engine: `lab ${info.label}`, openJob: openLabJob, profile: profileJob, now, peak, ...memory });
}
