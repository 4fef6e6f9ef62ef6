import { quantileBand } from '../../engine/analysis';
import type { RunConfig } from '../../engine/run/config';
import type { SimulatedSeries } from '../../engine/run/simulate';
import { type Instant, type InstantRun, isLast } from '../../worker/instantClient';
import type { BandSize, SeedBand } from './previewTypes';

/** Share of the seeds between the quartiles. */
const QUARTILES = 0.5;
const EMPTY = { low: new Float64Array(0), median: new Float64Array(0), high: new Float64Array(0) };
/** What a band needs of each seed's run. */
type Kept = 'mean' | 'children' | 'epochs';
/** Largest seed of a config. */
const SEEDS = 2 ** 32;

/** Seeds of a band: the run's own first, then those after it. */
export function bandSeeds(seed: number, size: number): readonly number[] {
  return Array.from({ length: size }, (_, i) => (seed + i) % SEEDS);
}

/** Computes one band at a time, in the background, and tells of it as seeds finish. */
export class BandKeeper {
  private run: InstantRun | null = null;
  private key = '';

  constructor(
    private readonly instant: () => Instant | null,
    private readonly now: () => number,
    private readonly tell: (band: SeedBand | null) => void,
  ) {}

  /** Shows the band of these settings; what is there already stays. size 1 or no config: none. */
  show(config: RunConfig | null, size: BandSize): void {
    const key = config === null || size === 1 ? '' : JSON.stringify([size, { ...config, title: '' }]);
    if (key === this.key) return;
    this.stop();
    const worker = config === null || size === 1 ? null : this.instant();
    if (config === null || worker === null) return;
    this.key = key;
    const from = this.now();
    const parts = new Map<number, SimulatedSeries[]>();
    const whole: Readonly<Record<Kept, Float64Array>>[] = [];
    const say = (isComputing: boolean): void => {
      // A seed that diverged at once has nothing to add.
      const curves = whole.filter(({ mean }) => mean.length > 0);
      const quartiles = (key: Kept) =>
        curves.length === 0
          ? EMPTY
          : quantileBand(
              curves.map((curve) => curve[key]),
              QUARTILES,
            );
      const spent = { children: quartiles('children').median, epochs: quartiles('epochs').median };
      this.tell({ ...quartiles('mean'), spent, size, done: whole.length, isComputing, elapsedMs: this.now() - from });
    };
    const run = worker.run({
      config,
      seeds: bandSeeds(config.seed, size),
      priority: 'background',
      onChunk: (seed, chunk) => {
        const held = parts.get(seed) ?? [];
        held.push(chunk.series);
        parts.set(seed, held);
        if (!isLast(chunk)) return;
        parts.delete(seed);
        const join = (key: Kept) => Float64Array.from(held.flatMap((part) => Array.from(part[key])));
        whole.push({ mean: join('mean'), children: join('children'), epochs: join('epochs') });
        say(whole.length < size);
      },
    });
    this.run = run;
    say(true);
    void run.done.then((outcome) => {
      if (this.run !== run) return;
      this.run = null;
      // What stands against the settings is said where they are set.
      if (outcome.kind === 'failed') this.stop();
    });
  }

  /** Nothing is shown and computed any more. */
  stop(): void {
    this.run?.cancel();
    this.run = null;
    if (this.key !== '') this.tell(null);
    this.key = '';
  }
}
