import type { UnaryActivation } from '../ops/activation';

/** What the kernels know activations by. */
export const ACTIVATION_CODES: Readonly<Record<UnaryActivation, number>> = { tanh: 0, sigmoid: 1, relu6: 2, swish: 3 };

/**
 * What the kernel module exports (assembly/index.ts). All pointers are byte offsets into tfjs-wasm's memory, all tensors
 * float32 NHWC without gaps; 0 stands for an absent optional tensor, and for false. A type alias, since WebAssembly
 * exports are an index signature.
 */
export type KernelExports = WebAssembly.Exports & {
  setWindow(
    batch: number,
    inHeight: number,
    inWidth: number,
    inChannels: number,
    outHeight: number,
    outWidth: number,
    outChannels: number,
    kernelHeight: number,
    kernelWidth: number,
    strideHeight: number,
    strideWidth: number,
    dilationHeight: number,
    dilationWidth: number,
    padTop: number,
    padLeft: number,
  ): void;

  /** Bytes of scratch that tilePeak needs. */
  tilePeakScratch(): number;
  /** The register tile on first-level cache data: `times` times 32,768 floating-point operations. For benchmarks. */
  tilePeak(times: number, scratch: number): void;

  convScratch(): number;
  conv(x: number, filter: number, bias: number, relu: number, y: number, scratch: number): void;
  convInputGradScratch(): number;
  convInputGrad(dy: number, filter: number, dx: number, scratch: number): void;
  convFilterGradScratch(): number;
  convFilterGrad(x: number, dy: number, dfilter: number, scratch: number): void;

  depthwiseScratch(): number;
  depthwise(x: number, filter: number, y: number, scratch: number): void;
  depthwiseInputGrad(dy: number, filter: number, dx: number, scratch: number): void;
  depthwiseFilterGrad(x: number, dy: number, dfilter: number, scratch: number): void;

  maxPool(x: number, y: number): void;
  maxPoolGrad(dy: number, x: number, y: number, dx: number): void;
  avgPool(x: number, y: number): void;
  avgPoolGrad(dy: number, dx: number): void;

  matMulScratch(m: number, n: number, k: number): number;
  matMul(
    a: number,
    b: number,
    bias: number,
    c: number,
    m: number,
    n: number,
    k: number,
    transposeA: number,
    transposeB: number,
    relu: number,
    scratch: number,
  ): void;

  /** fn: a code of ACTIVATION_CODES. */
  activation(x: number, y: number, size: number, fn: number): void;
  activationGrad(dy: number, of: number, dx: number, size: number, fn: number): void;
  reluGrad(dy: number, y: number, dx: number, size: number): void;
  biasGrad(dy: number, sums: number, rows: number, channels: number): void;
  adam(
    table: number,
    count: number,
    m: number,
    v: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    decay: number,
  ): void;
  sgd(table: number, count: number, velocity: number, rate: number, momentum: number, decay: number, nesterov: number): void;
  softmaxCrossEntropy(logits: number, targets: number, loss: number, slope: number, rows: number, classes: number): void;

  batchNormScratch(channels: number): number;
  batchNorm(
    x: number,
    gamma: number,
    beta: number,
    y: number,
    mean: number,
    variance: number,
    rows: number,
    channels: number,
    epsilon: number,
    relu: number,
    scratch: number,
  ): void;
  batchNormInference(
    x: number,
    gamma: number,
    beta: number,
    mean: number,
    variance: number,
    y: number,
    rows: number,
    channels: number,
    epsilon: number,
    relu: number,
    scratch: number,
  ): void;
  batchNormGrad(
    dy: number,
    x: number,
    gamma: number,
    beta: number,
    mean: number,
    variance: number,
    dx: number,
    dgamma: number,
    dbeta: number,
    rows: number,
    channels: number,
    epsilon: number,
    relu: number,
    scratch: number,
  ): void;

  add(a: number, b: number, y: number, size: number): void;
  multiply(a: number, b: number, y: number, size: number): void;
  relu(x: number, y: number, size: number): void;
  fill(y: number, value: number, size: number): void;
  countCorrect(logits: number, targets: number, correct: number, rows: number, classes: number): void;

  scaledSum(table: number, count: number, weights: number, y: number, size: number): void;
  scaledSumGrad(table: number, count: number, weights: number, dy: number, dweights: number, size: number): void;

  biasActivationScratch(channels: number): number;
  biasActivation(x: number, bias: number, y: number, rows: number, channels: number, relu: number, scratch: number): void;
  copyRows(from: number, to: number, rows: number, bytes: number, fromStride: number, toStride: number): void;
  globalAvgPool(x: number, y: number, batch: number, pixels: number, channels: number): void;
  globalAvgPoolGrad(dy: number, dx: number, batch: number, pixels: number, channels: number): void;
};
