/**
 * Records dispatches for one device, so that a training step that is like the one before costs little JavaScript: uniform
 * blocks are immutable and shared by all dispatches with equal values, and bind groups are kept by pipeline, uniforms and
 * buffers, which recur from step to step because freed buffers are handed out again.
 */

/** Dispatches of one submission: few enough that the device starts early, many enough that submitting costs little. */
const DISPATCHES_PER_SUBMIT = 32;
/** Kept uniform blocks and bind groups, each; beyond it they are dropped, for a run sees many children. */
const MOST_KEPT = 4096;

/** A pipeline with what the recorder needs of it. */
export interface Compiled {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  /** Stands for the pipeline in keys. */
  readonly id: number;
}

export interface Dispatch {
  readonly compiled: Compiled;
  /** Bindings 0, 1, ... of group 0; the uniforms follow as the last. */
  readonly buffers: readonly GPUBuffer[];
  readonly uniforms: ArrayBuffer;
  readonly workgroups: readonly [number, number, number];
}

interface UniformBlock {
  readonly id: number;
  readonly buffer: GPUBuffer;
}

/** What has been recorded since the device was opened. */
export interface RecorderCounts {
  readonly dispatches: number;
  readonly submits: number;
  /** Bind groups that had to be made, of all dispatches. */
  readonly bindGroups: number;
}

export class Recorder {
  private encoder: GPUCommandEncoder | null = null;
  private pass: GPUComputePassEncoder | null = null;
  private inSubmission = 0;
  /** Buffers that commands not yet submitted read or write. */
  private readonly pending = new Set<GPUBuffer>();
  private readonly uniforms = new Map<string, UniformBlock>();
  private readonly groups = new Map<string, GPUBindGroup>();
  private readonly bufferIds = new WeakMap<GPUBuffer, number>();
  private ids = 0;
  private recorded = 0;
  private submitted = 0;
  private grouped = 0;

  constructor(private readonly device: GPUDevice) {}

  get counts(): RecorderCounts {
    return { dispatches: this.recorded, submits: this.submitted, bindGroups: this.grouped };
  }

  compiled(pipeline: GPUComputePipeline): Compiled {
    this.ids += 1;
    return { pipeline, layout: pipeline.getBindGroupLayout(0), id: this.ids };
  }

  dispatch({ compiled, buffers, uniforms, workgroups }: Dispatch): void {
    const group = this.groupOf(compiled, buffers, this.uniformBlock(uniforms));
    const pass = this.openPass();
    pass.setPipeline(compiled.pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(...workgroups);
    for (const buffer of buffers) this.pending.add(buffer);
    this.recorded += 1;
    this.inSubmission += 1;
    if (this.inSubmission >= DISPATCHES_PER_SUBMIT) this.flush();
  }

  /** Copies size bytes from the start of `from`, behind every dispatch recorded so far. */
  copy(from: GPUBuffer, to: GPUBuffer, toOffset: number, size: number): void {
    this.closePass();
    this.openEncoder().copyBufferToBuffer(from, 0, to, toOffset, size);
    this.pending.add(from);
    this.pending.add(to);
  }

  /** Writes values, behind every dispatch recorded so far and before those to come. */
  upload(buffer: GPUBuffer, values: Float32Array | Int32Array): void {
    if (this.pending.has(buffer)) this.flush();
    this.device.queue.writeBuffer(buffer, 0, values.buffer, values.byteOffset, values.byteLength);
  }

  /** Hands what is recorded to the device. */
  flush(): void {
    this.closePass();
    const { encoder } = this;
    if (encoder === null) return;
    this.encoder = null;
    this.inSubmission = 0;
    this.pending.clear();
    this.device.queue.submit([encoder.finish()]);
    this.submitted += 1;
  }

  /** Frees the uniform blocks; nothing may be recorded afterwards. */
  dispose(): void {
    this.flush();
    this.forget();
  }

  private openEncoder(): GPUCommandEncoder {
    this.encoder ??= this.device.createCommandEncoder();
    return this.encoder;
  }

  private openPass(): GPUComputePassEncoder {
    this.pass ??= this.openEncoder().beginComputePass();
    return this.pass;
  }

  private closePass(): void {
    this.pass?.end();
    this.pass = null;
  }

  private uniformBlock(bytes: ArrayBuffer): UniformBlock {
    const words = new Uint32Array(bytes);
    const key = words.join();
    const known = this.uniforms.get(key);
    if (known !== undefined) return known;
    if (this.uniforms.size >= MOST_KEPT) this.forget();
    const buffer = this.device.createBuffer({ size: bytes.byteLength, usage: GPUBufferUsage.UNIFORM, mappedAtCreation: true });
    new Uint32Array(buffer.getMappedRange()).set(words);
    buffer.unmap();
    this.ids += 1;
    const block = { id: this.ids, buffer };
    this.uniforms.set(key, block);
    return block;
  }

  private groupOf(compiled: Compiled, buffers: readonly GPUBuffer[], uniforms: UniformBlock): GPUBindGroup {
    let key = `${compiled.id}/${uniforms.id}`;
    for (const buffer of buffers) key += `,${this.idOf(buffer)}`;
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    if (this.groups.size >= MOST_KEPT) this.groups.clear();
    const group = this.device.createBindGroup({
      layout: compiled.layout,
      entries: [...buffers, uniforms.buffer].map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    this.grouped += 1;
    this.groups.set(key, group);
    return group;
  }

  private idOf(buffer: GPUBuffer): number {
    const known = this.bufferIds.get(buffer);
    if (known !== undefined) return known;
    this.ids += 1;
    this.bufferIds.set(buffer, this.ids);
    return this.ids;
  }

  /** Drops every kept uniform block and bind group. Submitted work may still read them: WebGPU frees them after it. */
  private forget(): void {
    this.flush();
    for (const { buffer } of this.uniforms.values()) buffer.destroy();
    this.uniforms.clear();
    this.groups.clear();
  }
}
