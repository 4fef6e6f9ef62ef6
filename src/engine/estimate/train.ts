import { LabError } from '../core/errors';
import { canonicalJson, stableHash } from '../core/json';
import type { Budget, Measurement } from '../core/measurement';
import type { Shape } from '../core/shape';
import { countGraph } from '../graph/count';
import type { Genotype, Profile, SearchSpace } from '../space/types';
import type { TrainHooks, TrainJob, TrainOptions, TrainResult } from '../train/types';
import type { TrainEstimatorConfig } from './config';
import type { EstimateHooks, Estimator } from './types';

/** Who trains: a pool of workers, or anything else that keeps its promise. */
export interface ChildTrainer {
  /** Children that are trained at once. */
  readonly size: number;
  readonly info: { readonly label: string };
  /** Rejects with LabError 'aborted' when the hooks' signal fires. */
  train(job: TrainJob, hooks: TrainHooks): Promise<TrainResult>;
  dispose(): Promise<void>;
}

export interface TrainEstimatorParts {
  readonly config: TrainEstimatorConfig;
  readonly space: SearchSpace;
  readonly profile: Profile;
  /** Shape and classes of the images that the trainer holds. */
  readonly input: Shape;
  readonly classes: number;
  /** Stands for the images' content in the key: see splitIdentity. */
  readonly dataIdentity: string;
  readonly trainer: ChildTrainer;
  /** True: also measure each child's forward latency. */
  readonly latency: boolean;
}

/** How the children of a config are trained: the config's numbers, the profile's initialisation and normalisation. */
export function trainOptions(config: TrainEstimatorConfig, profile: Profile, budget: Budget): TrainOptions {
  const { init, normalise } = profile.training;
  return { epochs: budget.epochs, batch: config.batch, learningRate: config.learningRate, init, normalise, seed: budget.seed };
}

/** Before the backend's label in a measurement's source. */
const TRAINED_ON = 'trained on ';

/** What a trained child showed, with its counts. */
export function toMeasurement(arch: string, job: TrainJob, result: TrainResult): Measurement {
  const { params, macs, memoryBytes } = countGraph(job.graph);
  const { validAccuracy, testAccuracy, epochs, latencyMs, trainMs, backend } = result;
  return {
    arch,
    validAccuracy,
    testAccuracy,
    epochs,
    params,
    macs,
    memoryBytes,
    latencyMs,
    trainMs,
    source: `${TRAINED_ON}${backend}`,
  };
}

/** A train estimator, which can tell what a measurement depended on after all. */
export interface TrainEstimator extends Estimator {
  /**
   * Identity of a measurement that was made: key(), but with the backend that did compute it, which is another one where
   * the GPU was lost and the pool went on on WASM.
   */
  keyOf(genotype: Genotype, budget: Budget, measured: Measurement): string;
}

/**
 * Trains the child of a genotype in full. The key holds everything that a measurement depends on: genotype, budget with its
 * seed, data, settings and the backend at the start; the run keeps measurements by it, so that equal children are trained once.
 */
export function makeTrainEstimator(parts: TrainEstimatorParts): TrainEstimator {
  const { config, space, profile, input, classes, trainer } = parts;
  const { valid, test, batch, learningRate } = config;
  const settingsOn = (backend: string): string =>
    stableHash(
      canonicalJson({
        space: space.id,
        profile: profile.id,
        input: [...input],
        classes,
        data: parts.dataIdentity,
        valid,
        test,
        batch,
        learningRate,
        backend,
        latency: parts.latency,
      }),
    );
  const keyWith = (settings: string, genotype: Genotype, budget: Budget): string =>
    `train ${settings} ${space.format(genotype)} ${budget.epochs}/${budget.trainImages}/${budget.seed}`;
  const settings = settingsOn(trainer.info.label);
  return {
    id: 'train',
    classes,
    get parallelism() {
      return trainer.size;
    },
    key: (genotype, budget) => keyWith(settings, genotype, budget),
    keyOf: (genotype, budget, { source }) => keyWith(settingsOn(source.slice(TRAINED_ON.length)), genotype, budget),
    estimate: async (genotype: Genotype, budget: Budget, hooks: EstimateHooks): Promise<Measurement> => {
      if (budget.trainImages > config.train) {
        throw new LabError(
          'config',
          `budget.trainImages: ${budget.trainImages} images were asked for, ${config.train} are loaded.`,
          'Raise estimator.train, or ask for fewer images.',
        );
      }
      const graph = space.build(genotype, { profile: profile.id, input, classes });
      const job: TrainJob = {
        graph,
        options: trainOptions(config, profile, budget),
        trainImages: budget.trainImages,
        latency: parts.latency,
      };
      const result = await trainer.train(job, hooks);
      return toMeasurement(space.format(genotype), job, result);
    },
    dispose: () => trainer.dispose(),
  };
}
