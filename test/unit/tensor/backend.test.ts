import { describe, expect, it } from 'vitest';
import { nodeWasmAssets } from '../../../src/cli/wasmAssets';
import { Rng } from '../../../src/engine/core/rng';
import { conv2d, openBackend, softmaxCrossEntropy, tf } from '../../../src/engine/tensor';
import type { GpuAccess } from '../../../src/engine/tensor/assets';
import { chooseAdapter } from '../../../src/engine/tensor/webgpuChoice';

const root = new URL('../../..', import.meta.url).pathname;
const wasm = nodeWasmAssets(root);

/** A navigator.gpu whose only adapter says this of itself. */
function gpuOf(info: Partial<GPUAdapterInfo>): GpuAccess {
  const adapter = { info: { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false, ...info } };
  return { requestAdapter: async () => adapter as GPUAdapter };
}

describe('openBackend', () => {
  it('takes wasm where auto finds no WebGPU, and says so', async () => {
    const info = await openBackend({ backend: 'auto', assets: { wasm } });
    expect(info).toEqual({
      kind: 'wasm',
      label: 'wasm simd relaxed',
      reason: 'No usable GPU: there is no WebGPU here.',
      slower: [],
    });
    expect(tf.getBackend()).toBe('wasm');
  });

  it('does not take a software adapter for a GPU', async () => {
    const info = await openBackend({
      backend: 'auto',
      assets: { wasm, gpu: gpuOf({ vendor: 'google', architecture: 'swiftshader' }) },
    });
    expect(info.kind).toBe('wasm');
    expect(info.reason).toContain('software adapter (google swiftshader)');
  });

  it('refuses webgpu where there is none, instead of computing elsewhere', async () => {
    await expect(openBackend({ backend: 'webgpu', assets: { wasm } })).rejects.toMatchObject({
      kind: 'backend',
      message: expect.stringContaining('there is no WebGPU here'),
    });
  });

  it('says that plain JavaScript is slower', async () => {
    expect((await openBackend({ backend: 'cpu', assets: {} })).slower).toEqual([expect.stringContaining('slower than WASM')]);
  });

  it('refuses wasm without its files', async () => {
    await expect(openBackend({ backend: 'wasm', assets: {} })).rejects.toMatchObject({ kind: 'backend' });
  });
});

describe('chooseAdapter', () => {
  it.each([
    ['a discrete GPU', { vendor: 'nvidia', architecture: 'hopper' }, true],
    ['a GPU that tells nothing', {}, true],
    ['SwiftShader', { description: 'SwiftShader Device (Subzero)' }, false],
    ['llvmpipe', { vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }, false],
    ['a declared fallback', { vendor: 'intel', isFallbackAdapter: true }, false],
  ])('%s', async (_, info, hardware) => {
    expect((await chooseAdapter(gpuOf(info))).hardware).toBe(hardware);
  });
});

describe('training on wasm', () => {
  /** Losses of five steps of a small network: convolution, pools, dropout-free head. */
  function losses(): number[] {
    const rng = Rng.fromSeed(7, 'determinism');
    const draw = (shape: number[], scale: number): tf.Tensor =>
      tf.tensor(
        Float32Array.from({ length: shape.reduce((all, n) => all * n, 1) }, () => (2 * rng.uniform() - 1) * scale),
        shape,
      );
    return tf.tidy(() => {
      const x = draw([8, 14, 14, 3], 1) as tf.Tensor4D;
      const targets = tf.oneHot(tf.tensor1d([0, 1, 2, 3, 4, 0, 1, 2], 'int32'), 5) as tf.Tensor2D;
      const filter = tf.variable(draw([5, 5, 3, 9], 0.2)) as tf.Variable<tf.Rank.R4>;
      const head = tf.variable(draw([441, 5], 0.1)) as tf.Variable<tf.Rank.R2>;
      const loss = (): tf.Scalar => {
        const pooled = tf.maxPool(conv2d(x, filter, { pad: 'same', activation: 'relu' }), 2, 2, 'valid');
        return softmaxCrossEntropy(tf.matMul(tf.reshape(pooled, [8, 441]) as tf.Tensor2D, head), tf.cast(targets, 'float32'));
      };
      const found: number[] = [];
      for (let step = 0; step < 5; step += 1) {
        const { value, grads } = tf.variableGrads(loss, [filter, head]);
        found.push(value.dataSync()[0] ?? Number.NaN);
        for (const variable of [filter, head]) variable.assign(tf.sub(variable, tf.mul(grads[variable.name] ?? Number.NaN, 0.1)));
      }
      return found;
    });
  }

  it('gives bit for bit the same losses twice, falling, and frees what it used', async () => {
    await openBackend({ backend: 'wasm', assets: { wasm } });
    const first = losses();
    const before = tf.memory();
    expect(losses()).toEqual(first);
    expect(first.at(-1)).toBeLessThan((first[0] ?? 0) * 0.9);
    expect(tf.memory().numTensors - before.numTensors).toBe(2); // the second run's two variables
  });

  it('shows NaN weights in the loss instead of hiding them behind ReLU and pool', async () => {
    await openBackend({ backend: 'wasm', assets: { wasm } });
    const loss = tf.tidy(() => {
      const filter = tf.fill([3, 3, 1, 8], Number.NaN) as tf.Tensor4D;
      const y = conv2d(tf.ones([2, 6, 6, 1]) as tf.Tensor4D, filter, { pad: 'same', activation: 'relu' });
      const logits = tf.reshape(tf.maxPool(y, 2, 2, 'valid'), [2, 72]) as tf.Tensor2D;
      return softmaxCrossEntropy(logits, tf.oneHot(tf.tensor1d([0, 1], 'int32'), 72) as tf.Tensor2D).dataSync();
    });
    expect(loss[0]).toBeNaN();
  });

  it('is not disturbed by memory that grows between ops, nor by scratch that outgrows its place', async () => {
    await openBackend({ backend: 'wasm', assets: { wasm } });
    const ones = (shape: [number, number, number, number]): tf.Tensor4D => tf.ones(shape) as tf.Tensor4D;
    const small = conv2d(ones([1, 4, 4, 1]), ones([3, 3, 1, 1]), { pad: 'same' });
    const ballast = tf.zeros([40, 1024, 1024]);
    const large = conv2d(ones([1, 300, 300, 8]), ones([3, 3, 8, 8]), { pad: 'same' });
    expect(Array.from(small.dataSync().slice(0, 6))).toEqual([4, 6, 6, 4, 6, 9]);
    expect(large.dataSync()[0]).toBe(32);
    expect(tf.max(ballast).dataSync()[0]).toBe(0);
    expect(tf.max(large).dataSync()[0]).toBe(72);
    tf.dispose([small, ballast, large]);
  });
});
