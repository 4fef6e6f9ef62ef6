import { proceduralDigits } from '../../src/engine/data/digits/digits';
import { interquartileRange, median } from '../support/stats';
import type { Bench } from '../support/types';

const ROUNDS = 5;
const IMAGES = 12_000;

/** Every label as often as every other, and every image with ink on it. */
function isComplete({ train, test }: ReturnType<typeof proceduralDigits>): boolean {
  const counts = new Array<number>(10).fill(0);
  for (const set of [train, test]) for (const label of set.labels) counts[label] = (counts[label] ?? 0) + 1;
  const balanced = counts.every((count) => count > IMAGES / 20);
  const inked = [train, test].every((set) => {
    const size = set.images.length / set.count;
    return Array.from({ length: set.count }, (_, i) => set.images.subarray(i * size, (i + 1) * size)).every((image) =>
      image.some((byte) => byte > 127),
    );
  });
  return balanced && inked && train.count + test.count === IMAGES;
}

export const digitsBench: Bench = {
  name: 'digits',
  summary: 'time to draw the 12,000 procedural digits',
  async run(output) {
    const first = proceduralDigits(1); // warm-up, and what the rounds must equal
    const complete = isComplete(first);
    const times: number[] = [];
    let same = true;
    for (let round = 0; round < ROUNDS; round += 1) {
      const started = performance.now();
      const drawn = proceduralDigits(1);
      times.push(performance.now() - started);
      same &&= drawn.train.images.every((byte, i) => byte === first.train.images[i]);
    }
    output.row({
      bench: 'digits',
      case: `${IMAGES} images of 28x28`,
      engine: `node ${process.versions.node}`,
      value: median(times),
      unit: 'ms',
      spread: interquartileRange(times),
      checked: complete && same,
    });
  },
};
