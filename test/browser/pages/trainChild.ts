import { Rng } from '../../../src/engine/core/rng';
import { proceduralDigits } from '../../../src/engine/data/digits';
import { splitDataset } from '../../../src/engine/data/split';
import type { ImageSet } from '../../../src/engine/data/types';
import type { NetworkGraph } from '../../../src/engine/graph/types';
import { profileById, spaceById } from '../../../src/engine/space';
import { openBackend, tf } from '../../../src/engine/tensor';
import { trainChild } from '../../../src/engine/train';
import { browserAssets } from '../../../src/worker/wasmAssets';
import { dartsChild } from '../../support/dartsChild';
import { smallImages } from '../../support/smallImages';
import { smallGpuAssets, watchWorkgroups } from './smallGpu';

export interface TrainChildArgs {
  readonly backend: 'webgpu' | 'wasm';
  /** A cell of A_small, in profile teach; or 'darts', three cells of DARTS with random ops, on images of half the size. */
  readonly arch: string;
  /** Training images of the procedural digits, seed 1, in batches of 32; as many again divided by 8 validate, and test. */
  readonly images: number;
  readonly epochs: number;
  readonly seed: number;
  /** On webgpu: an adapter with no optional feature and the smallest limits. */
  readonly small?: boolean;
}

export interface TrainChildReport {
  readonly label: string;
  /** What the backend says is slower here. */
  readonly slower: readonly string[];
  /** Invocations of the largest workgroup compiled. */
  readonly workgroup: number;
  /** Mean loss of each training step, in order. */
  readonly losses: readonly number[];
  readonly validAccuracy: number;
  readonly testAccuracy: number;
  /** Tensors left behind. */
  readonly leaked: number;
}

const BATCH = 32;

function graphOf(arch: string, { shape: input, classes }: ImageSet): NetworkGraph {
  const options = { input, classes };
  if (arch === 'darts') return dartsChild(Rng.fromSeed(3, 'darts'), { ...options, channels: 4, cells: 3 });
  const space = spaceById('a-small');
  return space.build(space.parse(arch), { ...options, profile: 'teach' });
}

/** Trains one child on procedural digits in this realm. */
export default async function train({
  backend,
  arch,
  images,
  epochs,
  seed,
  small = false,
}: TrainChildArgs): Promise<TrainChildReport> {
  const workgroups = watchWorkgroups();
  const { label, slower } = await openBackend({ backend, assets: small ? smallGpuAssets() : browserAssets() });
  const held = images / 8;
  const digits = splitDataset(proceduralDigits(1, { train: 2 * images, test: held }), { train: images, valid: held, test: held });
  const split = arch === 'darts' ? smallImages(digits) : digits;
  const graph = graphOf(arch, split.train);
  const { learningRate, init, normalise } = profileById('teach').training;
  const losses: number[] = [];
  const before = tf.memory().numTensors;
  const result = await trainChild(
    { graph, options: { epochs, batch: BATCH, learningRate, init, normalise, seed } },
    split,
    { now: () => performance.now(), breathe: () => new Promise((resolve) => setTimeout(resolve)), backend: label },
    { onLosses: (_epoch, _first, values) => losses.push(...values) },
  );
  return {
    label,
    slower,
    workgroup: workgroups.largest(),
    losses,
    validAccuracy: result.validAccuracy,
    testAccuracy: result.testAccuracy,
    leaked: tf.memory().numTensors - before,
  };
}
