import type { BackendAssets } from '../../../src/engine/tensor';
import { browserAssets } from '../../../src/worker/wasmAssets';

/** The least that WebGPU promises, and workgroups of 128 as in its compatibility mode. */
const LEAST = {
  maxBufferSize: 256 * 2 ** 20,
  maxStorageBufferBindingSize: 128 * 2 ** 20,
  maxComputeWorkgroupStorageSize: 16_384,
  maxComputeInvocationsPerWorkgroup: 128,
  maxComputeWorkgroupSizeX: 128,
  maxComputeWorkgroupsPerDimension: 65_535,
} as const;

/** As browserAssets, with an adapter that has no optional feature and the smallest limits. */
export function smallGpuAssets(): BackendAssets {
  return {
    ...browserAssets(),
    gpu: {
      async requestAdapter(options) {
        const adapter = await navigator.gpu.requestAdapter(options);
        if (adapter === null) return null;
        return new Proxy(adapter, {
          get(target, name) {
            if (name === 'limits') return LEAST;
            if (name === 'features') return new Set<string>();
            if (name === 'requestDevice') return (asked?: GPUDeviceDescriptor) => target.requestDevice(asked);
            return Reflect.get(target, name);
          },
        });
      },
    },
  };
}

/** Collects the largest workgroup of all shaders compiled from now on: the product of its sizes. */
export function watchWorkgroups(): { readonly largest: () => number } {
  const create = GPUDevice.prototype.createShaderModule;
  let largest = 0;
  GPUDevice.prototype.createShaderModule = function (this: GPUDevice, descriptor): GPUShaderModule {
    for (const [, sizes = ''] of descriptor.code.matchAll(/@workgroup_size\(([^)]*)\)/g)) {
      largest = Math.max(
        largest,
        sizes.split(',').reduce((product, size) => product * Number.parseInt(size, 10), 1),
      );
    }
    return create.call(this, descriptor);
  };
  return { largest: () => largest };
}
