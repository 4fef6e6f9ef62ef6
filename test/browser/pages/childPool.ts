import { proceduralDigits } from '../../../src/engine/data/digits';
import { splitDataset } from '../../../src/engine/data/split';
import { profileById, spaceById } from '../../../src/engine/space';
import { ChildPool } from '../../../src/worker/childPool';
import type { WorkerPort } from '../../../src/worker/childProtocol';
import { spawnChild } from '../../../src/worker/spawnChild';

export interface ChildPoolReport {
  readonly label: string;
  /** Test accuracy and last training loss of each child, in the order asked. */
  readonly children: readonly (readonly [testAccuracy: number, trainLoss: number])[];
  readonly notices: readonly string[];
  /** Workers started in all. */
  readonly spawned: number;
}

/**
 * Trains three children on two wasm workers: two of them the same. crash: the first worker is lost in the middle of its
 * first child, by an error that nothing catches.
 */
export default async function trainOnPool({ crash }: { readonly crash: boolean }): Promise<ChildPoolReport> {
  const split = splitDataset(proceduralDigits(1, { train: 640, test: 64 }), { train: 512, valid: 64, test: 64 });
  const space = spaceById('a-small');
  const { batch, learningRate, init, normalise } = profileById('teach').training;
  const notices: string[] = [];
  const ports: WorkerPort[] = [];
  let lose: ((reason: string) => void) | null = null;
  const pool = await ChildPool.open({
    spawn: () => {
      const port = spawnChild();
      ports.push(port);
      if (!crash || ports.length > 1) return port;
      return {
        ...port,
        onLost: (listener) => {
          lose = (reason) => {
            port.terminate();
            listener(reason);
          };
          port.onLost(listener);
        },
      };
    },
    backend: 'wasm',
    workers: () => 2,
    split,
    onNotice: ({ message }) => notices.push(message),
  });
  try {
    const jobs = ['conv3,max', 'conv3,max', 'sep,avg'].map((arch) => ({
      graph: space.build(space.parse(arch), { profile: 'teach', input: [28, 28, 1], classes: 10 }),
      options: { epochs: 2, batch, learningRate, init, normalise, seed: 3 },
    }));
    const results = await Promise.all(
      jobs.map((job, i) => pool.train(job, { onEpoch: ({ epoch }) => i === 0 && epoch === 1 && lose?.('ended by the test') })),
    );
    return {
      label: pool.report.label,
      children: results.map(({ testAccuracy, epochs }) => [testAccuracy, epochs.at(-1)?.trainLoss ?? Number.NaN] as const),
      notices,
      spawned: ports.length,
    };
  } finally {
    await pool.dispose();
  }
}
