import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../core/errors';

/** Emscripten's allocator and its view of the memory, made anew when the memory grows: tfjs-wasm's type leaves them out. */
interface Allocator {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(at: number): void;
}

/** tfjs-wasm's heap as our kernels see it: where tensors lie, new outputs, and one scratch area that is reused. */
export class Heap {
  private readonly backend: BackendWasm;
  private readonly allocator: Allocator;
  private scratchAt = 0;
  private scratchBytes = 0;

  constructor(backend: BackendWasm) {
    this.backend = backend;
    this.allocator = backend.wasm as typeof backend.wasm & Allocator;
  }

  /** Byte offset of a float32 tensor. */
  at(tensor: TensorInfo): number {
    if (tensor.dtype !== 'float32') {
      throw new LabError('backend', `wasm kernel: expected float32, got ${tensor.dtype}.`, 'Cast the tensor to float32.');
    }
    return this.backend.dataIdMap.get(tensor.dataId).memoryOffset;
  }

  /** An uninitialised float32 tensor. LabError 'backend' where memory is exhausted: tfjs would write from address 0 on. */
  output(shape: readonly number[]): TensorInfo {
    const tensor = this.backend.makeOutput([...shape], 'float32');
    if (this.backend.dataIdMap.get(tensor.dataId).memoryOffset === 0) {
      throw new LabError('backend', `wasm kernel: no room for a tensor [${shape}].`, 'Use a smaller batch or network.');
    }
    return tensor;
  }

  /** Another tensor of the same data, which lives as long as either. */
  shared(tensor: TensorInfo): TensorInfo {
    this.backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape: tensor.shape, dtype: tensor.dtype };
  }

  /** Byte offset of a scratch area of at least so many bytes, valid until the next call. Contents are undefined. */
  scratch(bytes: number): number {
    if (bytes > this.scratchBytes) {
      if (this.scratchBytes > 0) this.release(this.scratchAt);
      this.scratchBytes = 0;
      const wanted = Math.max(bytes, 1 << 16);
      this.scratchAt = this.allocate(wanted);
      this.scratchBytes = wanted;
    }
    return this.scratchAt;
  }

  /** As scratch, holding these unsigned words. */
  words(values: readonly number[]): number {
    const at = this.scratch(4 * values.length);
    new Uint32Array(this.allocator.HEAPU8.buffer, at, values.length).set(values);
    return at;
  }

  /** Byte offset of uninitialised memory that stays the caller's until release. LabError 'backend' where there is none left. */
  allocate(bytes: number): number {
    const at = this.allocator._malloc(bytes) >>> 0;
    if (at === 0) {
      throw new LabError('backend', `wasm kernel: no room for ${bytes} bytes.`, 'Use a smaller batch or network.');
    }
    return at;
  }

  release(at: number): void {
    this.allocator._free(at);
  }

  /** The memory as it is now, as floats and as unsigned words: valid until the next allocation. */
  view(): { readonly floats: Float32Array; readonly words: Uint32Array } {
    const { buffer } = this.allocator.HEAPU8;
    return { floats: new Float32Array(buffer), words: new Uint32Array(buffer) };
  }
}
