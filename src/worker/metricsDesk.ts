import { LabError, type PlainError, throwIfAborted, toPlainError } from '../engine/core/errors';
import type { TrainProgress } from '../engine/core/measurement';
import { splitDataset, splitIdentity } from '../engine/data/split';
import type { DataSplit, Dataset } from '../engine/data/types';
import { type MetricsChild, type MetricsJob, metricsChild, metricsKey, metricsOf } from '../engine/estimate/childMetrics';
import type { ChildTrainer } from '../engine/estimate/childTrainer';
import { jobOptions, jobSizes } from '../engine/estimate/tableJob';
import { countGraph } from '../engine/graph';
import { openSpace, profileById } from '../engine/space';
import type { BackendInfo, BackendWish } from '../engine/tensor';
import type { TrainOptions } from '../engine/train';
import type { PoolNotice } from './childPool';
import type { FailedChild, MetricsCost, MetricsListed, MetricsOutcome, MetricsProgress } from './metricsProtocol';
import type { KeptMetrics, MetricsShelf } from './metricsStore';
import { imagesOfTraining, imagesOfTrials, trialSplit, triedGraphs, trySpeed, wallMs } from './tableCost';
import { withPool } from './withPool';

type MetricsPool = ChildTrainer & { readonly info: BackendInfo };

/** What measuring needs from the place it runs in. */
export interface MetricsPlace {
  readonly openStore: () => Promise<MetricsShelf>;
  readonly loadDataset: (id: string) => Promise<Dataset>;
  readonly openPool: (options: {
    readonly backend: BackendWish;
    readonly split: DataSplit;
    readonly onNotice: (notice: PoolNotice) => void;
    readonly atMost: number;
  }) => Promise<MetricsPool>;
  readonly now: () => number;
  readonly wall: () => number;
}

/** A job with what it trains on. */
interface Ground {
  readonly split: DataSplit;
  readonly images: string;
  readonly data: string;
  readonly options: TrainOptions;
  /** Every child asked for, each once. */
  readonly children: readonly MetricsChild[];
}

const DOING = 'Measuring children';

/** The metrics worker's logic, free of the worker itself. Its methods reject with LabErrors. */
export class MetricsDesk {
  private store: MetricsShelf | null = null;
  /** What the browser would not keep: it ends with the visit. */
  private readonly held = new Map<string, KeptMetrics>();
  private fault: PlainError | null = null;
  private isMeasuring = false;

  constructor(private readonly place: MetricsPlace) {}

  async list(space: string): Promise<MetricsListed> {
    const kept = (await this.attempt((store) => store.ofSpace(space))) ?? [];
    const held = [...this.held.values()].filter((one) => one.space === space);
    return { kept: [...kept.filter(({ key }) => !this.held.has(key)), ...held], fault: this.fault };
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.held.delete(key);
    await this.attempt((store) => store.delete(keys));
  }

  /** Tries a few of the children for a moment, and scales by MACs and images. */
  async cost(job: MetricsJob, signal: AbortSignal): Promise<MetricsCost> {
    const ground = await this.groundOf(job, signal);
    const missing = await this.missingOf(job, ground);
    const trial = trialSplit(ground.split);
    const opening = this.place.openPool({ backend: job.training.backend, split: trial, onNotice: () => undefined, atMost: 1 });
    return withPool(opening, signal, DOING, async (pool) => {
      const graphs = missing.map((child) => child.job.graph);
      const points =
        graphs.length === 0 ? [] : await trySpeed(triedGraphs(graphs), pool, ground.options, trial.train.count, signal);
      const images = imagesOfTraining(job.training) + imagesOfTrials(job.trials, ground.split.test.count);
      const macs = graphs.map((graph) => countGraph(graph).macs);
      const msAll = wallMs(points, macs, images, 1);
      return {
        missing: missing.length,
        total: ground.children.length,
        msPerChild: msAll / Math.max(1, missing.length),
        msAll,
        backend: pool.info.label,
        reason: pool.info.reason,
      };
    });
  }

  /**
   * Trains, times and tries the children that are not kept, one after the other on one worker: beside another, latency would be the
   * other's as well. Each is kept as soon as it is there. A child whose training comes to nothing does not end the others.
   */
  async measure(job: MetricsJob, signal: AbortSignal, progress: (at: MetricsProgress) => void): Promise<MetricsOutcome> {
    if (this.isMeasuring) {
      throw new LabError('worker', 'Children are being measured already.', 'Wait for them, or stop that first.');
    }
    this.isMeasuring = true;
    try {
      const ground = await this.groundOf(job, signal);
      let warning: MetricsProgress['warning'] = null;
      const onNotice = (notice: PoolNotice): void => {
        warning = notice;
      };
      const opening = this.place.openPool({ backend: job.training.backend, split: ground.split, onNotice, atMost: 1 });
      return await withPool(opening, signal, DOING, (pool) =>
        this.train(job, ground, pool, signal, (at) => progress({ ...at, warning })),
      );
    } finally {
      this.isMeasuring = false;
    }
  }

  private async train(
    job: MetricsJob,
    ground: Ground,
    pool: MetricsPool,
    signal: AbortSignal,
    progress: (at: Omit<MetricsProgress, 'warning'>) => void,
  ): Promise<MetricsOutcome> {
    const { children, images, data } = ground;
    const missing = await this.missingOf(job, ground);
    const { seed, training, trials } = job;
    const began = this.place.now();
    const failed: FailedChild[] = [];
    for (const [done, child] of missing.entries()) {
      const tell = (at: TrainProgress | null, measured: KeptMetrics | null, ended: number): void => {
        const leftMs = ended === 0 ? null : ((this.place.now() - began) / ended) * (missing.length - ended);
        const known = children.length - missing.length;
        progress({
          done: known + ended,
          total: children.length,
          arch: child.arch,
          at,
          backend: pool.info.label,
          leftMs,
          measured,
        });
      };
      tell(null, null, done);
      try {
        const result = await pool.train(child.job, { signal, onProgress: (at) => tell(at, null, done) });
        const kept: KeptMetrics = {
          key: metricsKey(job.space.id, child.arch, job),
          space: job.space.id,
          settings: { seed, training, trials },
          data,
          images,
          metrics: metricsOf(child, result),
          backend: result.backend,
          measuredAt: this.place.wall(),
        };
        await this.keep(kept);
        tell(null, kept, done + 1);
      } catch (thrown) {
        // A loss that is no number is the child's own fault; anything else would befall the next one too.
        if (!(thrown instanceof LabError) || thrown.kind !== 'train') throw thrown;
        failed.push({ arch: child.arch, error: toPlainError(thrown) });
        tell(null, null, done + 1);
      }
    }
    return { measured: missing.length - failed.length, failed };
  }

  private async groundOf(job: MetricsJob, signal: AbortSignal): Promise<Ground> {
    const space = openSpace(job.space);
    if (space.profiles.length === 0) {
      throw new LabError(
        'config',
        `The points of '${space.id}' are no networks: there is no child to train.`,
        'Take a run on a space of networks.',
      );
    }
    const profile = profileById(job.training.profile);
    const dataset = await this.place.loadDataset(job.training.data);
    throwIfAborted(signal, DOING);
    const split = splitDataset(dataset, jobSizes(job.training));
    const { shape: input, classes } = dataset.train;
    const options = { ...jobOptions(job.training, profile, dataset.id), seed: job.seed };
    const ground = { space, profile: profile.id, input, classes, options, trials: job.trials };
    const children = [...new Set(job.archs)].map((arch) => metricsChild(space.parse(arch), ground));
    return { split, images: splitIdentity(split), data: dataset.title, options, children };
  }

  /** Those that are not kept, or were measured on other images of the same name. */
  private async missingOf(job: MetricsJob, { children, images }: Ground): Promise<readonly MetricsChild[]> {
    const { kept } = await this.list(job.space.id);
    const known = new Set(kept.flatMap((one) => (one.images === images ? [one.key] : [])));
    return children.filter(({ arch }) => !known.has(metricsKey(job.space.id, arch, job)));
  }

  private async keep(kept: KeptMetrics): Promise<void> {
    const saved = await this.attempt(async (store) => {
      await store.save(kept);
      return true;
    });
    if (saved === true) this.held.delete(kept.key);
    else this.held.set(kept.key, kept);
  }

  /** What the work gives; null where the browser keeps nothing, and then `fault` says why. */
  private async attempt<T>(work: (store: MetricsShelf) => Promise<T>): Promise<T | null> {
    try {
      this.store ??= await this.place.openStore();
      const result = await work(this.store);
      this.fault = null;
      return result;
    } catch (thrown) {
      this.fault = toPlainError(thrown);
      return null;
    }
  }
}
