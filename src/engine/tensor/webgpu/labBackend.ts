import { WebGPUBackend, type WebGPUProgram, webgpu_util } from '@tensorflow/tfjs-backend-webgpu';
import { compileProgram, makeShaderKey } from '@tensorflow/tfjs-backend-webgpu/dist/webgpu_program';
import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { orAborted } from '../../core/abort';
import { LabError } from '../../core/errors';
import type { DeviceBackend } from '../ops/device';
import { tf } from '../tf';
import { faultOf, throwOnFault, watchDevice } from './faults';
import { type Compiled, Recorder, type RecorderCounts } from './recorder';
import { stockUniforms } from './stockUniforms';

type Dispatched = readonly [number, number, number];
type Pipeline = GPUComputePipeline | Promise<GPUComputePipeline>;

/** A pass of a program over buffers that are on the device. */
export interface Pass {
  /** Stands for the program's text: one key, one text. */
  readonly key: string;
  /** Makes the pipeline; later: without blocking, for it is not needed yet. */
  readonly compile: (later: boolean) => Pipeline;
  readonly buffers: readonly GPUBuffer[];
  readonly uniforms: ArrayBuffer;
  readonly workgroups: number | Dispatched;
}

/**
 * Lanes of a subgroup that is worth its shuffles: 4 of the 6 barriers of a joining go. The software adapter's 4 lanes save two,
 * and the joining of the loss took 1.3 times as long with them.
 */
const LEAST_SUBGROUP = 16;

/** Reads are rounded up to so many bytes, that their staging buffers be used again. */
const STAGING_STEP = 512;

/**
 * tfjs's backend on a device of ours, with its own recording: pipelines that can be compiled ahead, kept bind groups and
 * uniforms (see recorder.ts), reads of many scalars at once, and an error instead of zeros after a fault. Stock kernels run
 * through it unchanged.
 * Deviation from tfjs: tf.time() and tf.profile() give no kernel times.
 */
export class LabWebGpuBackend extends WebGPUBackend implements DeviceBackend {
  /** Whether lanes are joined by subgroups (see laneTree.ts): where the device has them, and they are large enough to gain. */
  readonly subgroups: boolean;
  private readonly recorder: Recorder;
  private readonly compiled = new Map<string, Compiled>();
  private readonly compiling = new Map<string, Promise<void>>();
  /** Nothing is recorded, only compiled. */
  private rehearsing = false;
  /** Whether tfjs's own encoder may hold commands: copies for reads. */
  private stockOpen = false;

  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    super(device, info);
    this.subgroups = device.features.has('subgroups') && (info.subgroupMinSize ?? 0) >= LEAST_SUBGROUP;
    this.recorder = new Recorder(device);
    watchDevice(device);
  }

  /** Whether the device has reported no fault so far. */
  get sound(): boolean {
    return faultOf(this.device) === null;
  }

  get counts(): RecorderCounts {
    return this.recorder.counts;
  }

  /** Largest tensor that a kernel can bind. */
  get maxTensorBytes(): number {
    const { maxStorageBufferBindingSize, maxBufferSize } = this.device.limits;
    return Math.min(maxStorageBufferBindingSize, maxBufferSize);
  }

  /** The memory of a tensor that is not complex, on the device. */
  bufferOf({ dataId }: TensorInfo): GPUBuffer {
    this.uploadToGPU(dataId);
    const { resource, dtype } = this.tensorMap.get(dataId);
    if (resource instanceof GPUBuffer) return resource;
    throw new LabError(
      'backend',
      `webgpu kernel: a ${dtype} tensor is not in a buffer.`,
      'Copy it to a tensor of numbers first.',
    );
  }

  /** Records a pass, behind all that was recorded before it; while rehearsing it is compiled only. */
  record({ key, compile, buffers, uniforms, workgroups }: Pass): void {
    throwOnFault(this.device);
    if (this.rehearsing) {
      this.compileLater(key, compile);
      return;
    }
    let compiled = this.compiled.get(key);
    if (compiled === undefined) {
      const pipeline = compile(false);
      if (pipeline instanceof Promise) throw new TypeError('LabWebGpuBackend.record: the pipeline was to be there at once');
      compiled = this.recorder.compiled(pipeline);
      this.compiled.set(key, compiled);
    }
    if (this.stockOpen) this.submitQueue();
    const dispatched = typeof workgroups === 'number' ? this.spread(workgroups) : workgroups;
    this.recorder.dispatch({ compiled, buffers, uniforms, workgroups: dispatched });
  }

  /**
   * Compiles, without blocking, what body would run; nothing is computed, and the tensors it makes hold no values. Rejects
   * with 'aborted' as soon as the signal fires, and with 'backend' where a shader is invalid. onCompiled: how many of the
   * pipelines that were missing are there, from 0 to all; not called where none was.
   */
  async compileAhead(body: () => void, signal?: AbortSignal, onCompiled?: (done: number, all: number) => void): Promise<void> {
    this.rehearsing = true;
    try {
      body();
    } finally {
      this.rehearsing = false;
    }
    const waiting = [...this.compiling.values()];
    let done = 0;
    if (waiting.length > 0) onCompiled?.(done, waiting.length);
    const all = Promise.all(
      waiting.map((each) =>
        each.then(() => {
          done += 1;
          onCompiled?.(done, waiting.length);
        }),
      ),
    );
    all.catch(() => undefined);
    await (signal === undefined ? all : orAborted(all, signal, 'Training'));
    throwOnFault(this.device);
  }

  /**
   * The values of these float32 tensors, one after the other, as they are behind all that was recorded so far. The tensors
   * may be disposed of, and more may be recorded, before it resolves.
   */
  async readMany(tensors: readonly TensorInfo[]): Promise<Float32Array> {
    throwOnFault(this.device);
    const sizes = tensors.map(({ shape }) => 4 * tf.util.sizeFromShape([...shape]));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const room = Math.max(1, Math.ceil(bytes / STAGING_STEP)) * STAGING_STEP;
    const staging = this.bufferManager.acquireBuffer(room, GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ);
    let at = 0;
    tensors.forEach((tensor, i) => {
      const size = sizes[i] ?? 0;
      this.recorder.copy(this.bufferOf(tensor), staging, at, size);
      at += size;
    });
    this.submitQueue();
    return this.onDevice(async () => {
      await staging.mapAsync(GPUMapMode.READ);
      const values = new Float32Array(staging.getMappedRange(0, Math.max(4, bytes)).slice(0, bytes));
      staging.unmap();
      this.bufferManager.releaseBuffer(staging);
      return values;
    });
  }

  override getBufferData(buffer: GPUBuffer): Promise<ArrayBuffer> {
    return this.onDevice(() => super.getBufferData(buffer));
  }

  /** A tfjs program: as tfjs runs it, but recorded here. */
  override runWebGPUProgram(
    program: WebGPUProgram,
    inputs: TensorInfo[],
    outputDtype: DataType,
    programUniforms?: { type: string; data: number[] }[] | null,
    output?: TensorInfo,
  ): TensorInfo {
    const result = output ?? this.makeTensorInfo(program.outputShape, outputDtype);
    // Programs on textures (fromPixels, draw) have uniforms of another form; an empty result is not computed.
    if (program.pixelsOpType !== undefined || tf.util.sizeFromShape(result.shape) === 0) {
      this.recorder.flush();
      this.stockOpen = true;
      return super.runWebGPUProgram(program, inputs, outputDtype, programUniforms ?? [], result);
    }
    const buffers = [result, ...inputs].map((tensor) => this.bufferOf(tensor));
    const infos = inputs.map(({ dataId, shape }, i) => ({
      dtype: this.tensorMap.get(dataId).dtype,
      shape,
      name: program.variableNames[i] ?? '',
    }));
    program.dispatch = [...this.fitted(program.dispatch)];
    program.shaderKey = makeShaderKey(program, infos, result);
    this.record({
      key: program.shaderKey,
      compile: (later) => compileProgram(this.device, program, infos, result, later),
      buffers,
      uniforms: stockUniforms(program, [...inputs, result], programUniforms ?? []),
      workgroups: program.dispatch,
    });
    return result;
  }

  override uploadToGPU(dataId: TensorInfo['dataId']): void {
    const data = this.tensorMap.get(dataId);
    const { resource, values, dtype, shape } = data;
    if (resource !== undefined && resource !== null) return;
    if (values === undefined || values === null || dtype === 'string' || dtype === 'complex64') {
      super.uploadToGPU(dataId);
      return;
    }
    const size = webgpu_util.GPUBytesPerElement(dtype) * tf.util.sizeFromShape(shape);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = this.bufferManager.acquireBuffer(size, usage);
    this.recorder.upload(buffer, numbersOf(values, dtype));
    Object.assign(data, { resource: buffer, values: null });
  }

  override ensureCommandEncoderReady(): void {
    this.recorder.flush();
    super.ensureCommandEncoderReady();
    this.stockOpen = true;
  }

  override submitQueue(): void {
    this.recorder.flush();
    if (!this.stockOpen) return;
    this.stockOpen = false;
    super.endComputePassEncoder();
    super.submitQueue();
  }

  override dispose(): void {
    this.recorder.dispose();
    super.dispose();
  }

  private compileLater(key: string, compile: Pass['compile']): void {
    if (this.compiled.has(key) || this.compiling.has(key)) return;
    const keep = (pipeline: GPUComputePipeline): void => {
      this.compiling.delete(key);
      if (!this.compiled.has(key)) this.compiled.set(key, this.recorder.compiled(pipeline));
    };
    const refuse = (thrown: unknown): never => {
      this.compiling.delete(key);
      throw lostError(`A shader was refused: ${firstLine(thrown)}`, thrown);
    };
    const ready = Promise.resolve(compile(true)).then(keep, refuse);
    // Whoever waits hears of a refusal; nobody may be waiting any more once a child has been cancelled.
    ready.catch(() => undefined);
    this.compiling.set(key, ready);
  }

  /** Waits for the device; a rejection there means that it is lost. */
  private async onDevice<T>(work: () => Promise<T>): Promise<T> {
    try {
      const value = await work();
      throwOnFault(this.device);
      return value;
    } catch (thrown) {
      throwOnFault(this.device);
      throw thrown instanceof LabError
        ? thrown
        : lostError(`The GPU was lost, and its results with it: ${firstLine(thrown)}`, thrown);
    }
  }

  /** So many workgroups in one line, folded into two or three dimensions where the device's lines are shorter. */
  private spread(workgroups: number): Dispatched {
    const most = this.device.limits.maxComputeWorkgroupsPerDimension;
    if (workgroups <= most) return [workgroups, 1, 1];
    const side = Math.ceil(Math.sqrt(workgroups));
    if (side <= most) return [Math.ceil(workgroups / side), side, 1];
    const edge = Math.ceil(Math.cbrt(workgroups));
    return [edge, edge, edge];
  }

  private fitted([x, y, z]: Dispatched): Dispatched {
    return y === 1 && z === 1 ? this.spread(x) : [x, y, z];
  }
}

type Numbers = Float32Array | Int32Array | Uint8Array;

/** Values as the device holds them: bool as integers. */
function numbersOf(values: Numbers | Uint8Array[], dtype: DataType): Float32Array | Int32Array {
  if (values instanceof Float32Array && dtype === 'float32') return values;
  if (values instanceof Int32Array && dtype !== 'float32') return values;
  const numbers = Array.from(values, Number);
  return dtype === 'float32' ? Float32Array.from(numbers) : Int32Array.from(numbers);
}

function lostError(message: string, cause: unknown): LabError {
  return new LabError('backend', message, "Start again, or choose the backend 'wasm'.", { cause });
}

function firstLine(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.trim().split('\n')[0] ?? '';
}
