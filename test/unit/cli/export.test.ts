import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as layers from '@tensorflow/tfjs-layers';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCommand } from '../../../src/cli/commands/export';
import { exportFormat, exportGraph, readWeights } from '../../../src/engine/graph/export';
import { aSmall } from '../../../src/engine/space';
import { tf } from '../../../src/engine/tensor';
import { nasLab, runHere } from '../../support/commandLine';
import { channelsFirst, relativeError, type Witness, witnessOf } from '../graph/export/witness';
import { useBackend } from '../train/backends';

const ARCH = 'sep,max';
const TOLERANCE = 1e-4;
const CHILD = ['--space', 'a-small', '--arch', ARCH] as const;

let base = '';
let weights = '';
let witness: Witness;
const graph = aSmall.build(aSmall.parse(ARCH), { profile: 'teach', input: [28, 28, 1], classes: 10 });

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'nas-lab-export-'));
  weights = join(base, 'child.npz');
  const sizes = ['--train', '64', '--valid', '50', '--test', '50', '--epochs', '1', '--backend', 'wasm', '--json'];
  const trained = await nasLab(['train', ...CHILD, '--data', 'digits', ...sizes, '--save', weights]);
  expect(trained.code, trained.stderr).toBe(0);
  await useBackend('wasm');
  const kept = readWeights(readFileSync(weights), weights);
  if (kept.normalise === null) throw new TypeError('train --save keeps how pixels are scaled');
  witness = await witnessOf(graph, 11, kept.normalise, new Map(kept.weights));
}, 300_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** What one call writes, by file name. */
async function exported(format: string, ...more: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const out = join(base, `${format}-${more.length}`);
  const [told] = await runHere(exportCommand, [...CHILD, '--format', format, '--out', out, ...more]);
  const files = new Map(readdirSync(out).map((name) => [name, new Uint8Array(readFileSync(join(out, name)))]));
  expect(told).toMatchObject({
    format,
    arch: ARCH,
    files: expect.arrayContaining([...files.keys()].map((name) => join(out, name))),
  });
  return files;
}

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const withWeights = (): readonly string[] => ['--weights', weights, '--name', 'child'];

describe('export --weights, of what train --save has kept', () => {
  it('writes an ONNX model that gives the logits of the trained child on raw pixels', async () => {
    const model = (await exported('onnx', ...withWeights())).get('child.onnx');
    const session = await InferenceSession.create(model ?? new Uint8Array());
    const { values, dims } = channelsFirst(witness);
    const answer = await session.run({ [session.inputNames[0] ?? '']: new Tensor('float32', values, [...dims]) });
    const logits = answer[session.outputNames[0] ?? '']?.data;
    await session.release();
    expect(logits instanceof Float32Array && relativeError(logits, witness.logits)).toBeLessThan(TOLERANCE);
  });

  it('writes a TensorFlow.js model that gives the same logits', async () => {
    const files = await exported('tfjs', ...withWeights());
    const manifest = JSON.parse(textOf(files.get('model.json')));
    const [group] = manifest.weightsManifest;
    const bytes = files.get(group.paths[0]);
    expect(group.paths).toHaveLength(1);
    const artifacts = { modelTopology: manifest.modelTopology, weightSpecs: group.weights, weightData: bytes?.slice().buffer };
    const model = await layers.loadLayersModel(tf.io.fromMemory(artifacts as tf.io.ModelArtifacts));
    const x = tf.tensor(witness.images, [witness.batch, ...witness.input]);
    const y = model.predict(x) as tf.Tensor;
    expect(relativeError(await y.data(), witness.logits)).toBeLessThan(TOLERANCE);
    tf.dispose([x, y]);
    model.dispose();
  });

  it.each(['keras', 'pytorch'] as const)('writes what the exporter to %s gives, which Python runs elsewhere', async (format) => {
    const files = await exported(format, ...withWeights());
    const kept = readWeights(readFileSync(weights), weights);
    const note = `${ARCH} of the space a-small, profile teach`;
    const normalise = kept.normalise === null ? {} : { normalise: kept.normalise };
    const own = exportGraph(graph, { format: exportFormat(format), name: 'child', note, weights: kept.weights, ...normalise });
    expect([...files.keys()].sort()).toEqual(own.map(({ name }) => name).sort());
    for (const { name, content } of own) {
      expect(Buffer.from(files.get(name) ?? []).equals(Buffer.from(content as string)), name).toBe(true);
    }
  });
});

describe('export without weights', () => {
  it('draws the child: an SVG whose tags are all closed, with every layer that has parameters', async () => {
    const [svg] = (await exported('svg')).values();
    const text = textOf(svg);
    expect(text).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    const open: string[] = [];
    for (const [, closing, name = '', self] of text.matchAll(/<(\/?)([A-Za-z]+)[^>]*?(\/?)>/g)) {
      if (closing === '/') expect(open.pop()).toBe(name);
      else if (self === '') open.push(name);
    }
    expect(open).toEqual([]);
    for (const kind of ['conv', 'dense']) expect(text.toLowerCase()).toContain(kind);
  });

  it.each(['keras', 'pytorch', 'tfjs', 'onnx'])('gives %s the architecture alone', async (format) => {
    const files = await exported(format);
    expect(files.size).toBeGreaterThan(0);
    expect([...files.keys()].some((name) => name.endsWith('.npz') || name.endsWith('.bin'))).toBe(false);
  });

  it('refuses a format that there is none of, with the nearest', async () => {
    await expect(exported('kears')).rejects.toMatchObject({ kind: 'config', remedy: expect.stringContaining("'keras'") });
  });
});
