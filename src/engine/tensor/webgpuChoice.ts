import type { GpuAccess } from './assets';

export interface AdapterChoice {
  readonly adapter: GPUAdapter | null;
  /** True on a GPU; false on a software adapter, which is right but slower than WASM. */
  readonly hardware: boolean;
  /** Vendor and architecture as far as the browser tells. */
  readonly name: string;
  /** A clause for the person: what was found. */
  readonly reason: string;
}

const SOFTWARE_ADAPTERS = /swiftshader|llvmpipe|lavapipe|softpipe|warp|microsoft basic render/i;

/** The adapter tfjs would get from navigator.gpu, and whether it is a real GPU. */
export async function chooseAdapter(gpu: GpuAccess | undefined): Promise<AdapterChoice> {
  if (gpu === undefined) return { adapter: null, hardware: false, name: '', reason: 'there is no WebGPU here' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) return { adapter: null, hardware: false, name: '', reason: 'WebGPU offers no adapter' };
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const known = [...new Set([vendor, architecture, device, description])].filter((part) => part !== '').join(' ');
  const name = known === '' ? 'GPU' : known;
  const software = isFallbackAdapter || SOFTWARE_ADAPTERS.test(name);
  return {
    adapter,
    hardware: !software,
    name,
    reason: software ? `WebGPU offers only a software adapter (${name})` : `WebGPU on ${name}`,
  };
}
