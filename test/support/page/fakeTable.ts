import { Rng } from '../../../src/engine/core/rng';
import type { TableFile } from '../../../src/engine/estimate/tableFile';
import { countGraph } from '../../../src/engine/graph/count';
import { A_SMALL_OPS, spaceById } from '../../../src/engine/space';

const WORTH = [0.9, 0.92, 1, 0.96, 0.3, 0.25, 0.05, 0.8];

/**
 * An invented table in the shape of a real one: counts are exact, accuracies are made up and rise with the cell's worth.
 * For tests of the page only; every result shown from it says so in its title.
 */
export function fakeTable(seed = 7): TableFile {
  const rng = Rng.fromSeed(seed, 'fake table');
  const space = spaceById('a-small');
  const rows = A_SMALL_OPS.flatMap((first, i) =>
    A_SMALL_OPS.map((second, j) => {
      const worth = Math.min(1, ((WORTH[i] ?? 0) + (WORTH[j] ?? 0)) / 1.9);
      const top = 0.86 + 0.11 * worth ** 0.6 + (i === 2 && j === 0 ? 0.004 : 0);
      const graph = space.build(space.parse(`${first},${second}`), { profile: 'teach', input: [28, 28, 1], classes: 10 });
      const { params, macs, memoryBytes } = countGraph(graph);
      const runs = [1, 2, 3].map((runSeed) => {
        const end = Math.min(0.99, top + 0.004 * (rng.uniform() - 0.5));
        const validAccuracy = [end - 0.05 - 0.02 * rng.uniform(), end - 0.012, end];
        return {
          seed: runSeed,
          trainLoss: [0.6, 0.25, 0.17],
          trainAccuracy: [0.82, 0.93, 0.95],
          validLoss: [0.3, 0.2, 0.15],
          validAccuracy,
          testAccuracy: end - 0.002,
          trainMs: 9_000 + 12_000 * rng.uniform(),
        };
      });
      return { arch: `${first},${second}`, params, macs, memoryBytes, latencyMs: 0.2 + rng.uniform(), runs };
    }),
  );
  return {
    version: 1,
    id: 'a-small-mnist-teach',
    title: 'invented table',
    space: 'a-small',
    profile: 'teach',
    classes: 10,
    provenance: {
      data: 'invented',
      split: { train: 12_000, valid: 2_000, test: 10_000 },
      training: 'none',
      backend: 'none',
      machine: 'no machine',
      command: 'fakeTable()',
      date: '2026-01-01',
      version: '0',
    },
    rows,
  };
}
