import { sha256 } from '../../src/engine/core/sha256';
import { aSmall } from '../../src/engine/space';
import { tf } from '../../src/engine/tensor';
import { type Batch, ChildModel } from '../../src/engine/train';

const SIDE = 12;
const BATCH = 8;

/** A batch that depends on its index only. */
function batchOf(index: number): Batch {
  const pixels = Float32Array.from({ length: BATCH * SIDE * SIDE }, (_, i) => Math.sin(0.37 * i + 1.7 * index));
  const targets = new Float32Array(BATCH * 10);
  for (let i = 0; i < BATCH; i += 1) targets[i * 10 + ((3 * i + index) % 10)] = 1;
  return { pixels, targets, size: BATCH };
}

/** Hash of every variable of a child after some steps, dropout included. */
export async function trainedBits(arch: string, profile: 'teach' | 'as-published', seed: number, steps = 4): Promise<string> {
  const graph = aSmall.build(aSmall.parse(arch), { profile, input: [SIDE, SIDE, 1], classes: 10 });
  const model = new ChildModel(graph, {
    epochs: 1,
    batch: BATCH,
    learningRate: 2e-3,
    init: 'he-uniform',
    normalise: { mean: 0, std: 1 },
    seed,
  });
  for (let step = 0; step < steps; step += 1) {
    const { loss, correct } = model.step(batchOf(step));
    tf.dispose([loss, correct]);
  }
  const values = await model.values();
  model.dispose();
  const hashes = [...values].map(([name, value]) => `${name} ${sha256(new Uint8Array(value.buffer))}`);
  return sha256(new TextEncoder().encode(hashes.join('\n')));
}

/** Hashes of a child trained twice, another one in between that moves scratch and heap, and with another seed. */
export async function repeatedBits(
  arch: string,
  profile: 'teach' | 'as-published',
): Promise<{ readonly first: string; readonly again: string; readonly otherSeed: string }> {
  const first = await trainedBits(arch, profile, 5);
  await trainedBits('conv7,twoconv', 'teach', 1, 1);
  const ballast = tf.zeros([1, 1_000_003]);
  const again = await trainedBits(arch, profile, 5);
  ballast.dispose();
  return { first, again, otherSeed: await trainedBits(arch, profile, 6) };
}
