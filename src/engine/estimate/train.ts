import { LabError } from '../core/errors';
import { canonicalJson, stableHash } from '../core/json';
import type { Budget, Measurement } from '../core/measurement';
import type { Shape } from '../core/shape';
import type { Normalisation } from '../data/types';
import { countGraph } from '../graph/count';
import type { Genotype, Profile, SearchSpace } from '../space/types';
import type { TrainJob, TrainResult } from '../train/types';
import type { ChildTrainer } from './childTrainer';
import { childOptions, stopRule, stretchOptions, withChoices, withDropout } from './childTraining';
import type { TrainingEstimatorConfig } from './config';
import { countingNoise, extrapolate } from './extrapolation';
import { type ChildPlan, chainText, planOf, stretchesOf, TrainingChains, type TrainingNotice } from './trainingChain';
import type { EstimateHooks, Estimator } from './types';
import { WeightStore } from './weightStore';

export interface TrainEstimatorParts {
  readonly config: TrainingEstimatorConfig;
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
  /** How pixels become numbers: see normalisationOf. Default: the profile's. */
  readonly normalise?: Normalisation;
  /** Where weights that a strategy goes on from lie. Default: a store of its own. */
  readonly weights?: WeightStore;
  readonly onNotice?: (notice: TrainingNotice) => void;
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
  asOf(genotype: Genotype, measured: Measurement): Measurement;
}

/** Plans that are remembered: a strategy asks for the same genotypes again and again. */
const PLANS = 4096;

/**
 * Trains the child of a genotype: in full ('train'), until it gets no better ('early-stopping'), or for the first epochs of a curve
 * that is then continued ('extrapolation'). The key holds everything that a measurement depends on: the network (by its
 * hash, so that genotypes which build the same one are trained once), its training with all stretches before it, the budget's images
 * and seed, the data and the backend at the start.
 */
export function makeTrainEstimator(parts: TrainEstimatorParts): TrainEstimator {
  const { config, space, profile, input, classes, trainer } = parts;
  const normalise = parts.normalise ?? profile.training.normalise;
  const chains = new TrainingChains({
    trainer,
    store: parts.weights ?? new WeightStore(),
    onNotice: parts.onNotice ?? (() => undefined),
  });
  const standard = childOptions(config, profile, normalise);
  const plans = new Map<string, ChildPlan>();
  const planFor = (genotype: Genotype): ChildPlan => {
    const arch = space.format(genotype);
    const known = plans.get(arch);
    if (known !== undefined) return known;
    const choices = space.training?.(genotype) ?? {};
    const network = space.build(genotype, { profile: profile.id, input, classes });
    const graph = withDropout(network, choices.dropout);
    const options = { ...withChoices(standard, choices), ...stopRule(config) };
    const plan = planOf({ arch, network, graph, options });
    if (plans.size >= PLANS) plans.clear();
    plans.set(arch, plan);
    return plan;
  };
  const settingsOn = (backend: string): string =>
    stableHash(
      canonicalJson({
        estimator: config.id,
        horizon: config.id === 'extrapolation' ? config.horizon : null,
        data: parts.dataIdentity,
        valid: config.valid,
        test: config.test,
        backend,
        latency: parts.latency,
      }),
    );
  const keyWith = (settings: string, genotype: Genotype, budget: Budget): string =>
    `train ${settings} ${chainText(stretchesOf(planFor, genotype, budget))} ${budget.trainImages}/${budget.seed}`;
  const settings = settingsOn(trainer.info.label);
  return {
    id: config.id,
    classes,
    measuresLatency: parts.latency,
    get parallelism() {
      return trainer.size;
    },
    key: (genotype, budget) => keyWith(settings, genotype, budget),
    keyOf: (genotype, budget, { source }) => keyWith(settingsOn(source.slice(TRAINED_ON.length)), genotype, budget),
    asOf: (genotype, measured) => {
      const { arch, graph } = planFor(genotype);
      const { params, macs, memoryBytes } = countGraph(graph);
      return { ...measured, arch, params, macs, memoryBytes };
    },
    estimate: async (genotype: Genotype, budget: Budget, hooks: EstimateHooks): Promise<Measurement> => {
      if (budget.trainImages > config.train) {
        throw new LabError(
          'config',
          `budget.trainImages: ${budget.trainImages} images were asked for, ${config.train} are loaded.`,
          'Raise estimator.train, or ask for fewer images.',
        );
      }
      const stretches = stretchesOf(planFor, genotype, budget);
      const { arch, graph, options } = planFor(genotype);
      const resume = await chains.before(stretches, budget, hooks.signal);
      const job: TrainJob = {
        graph,
        options: stretchOptions(options, budget),
        trainImages: budget.trainImages,
        latency: parts.latency,
        ...(resume && { resume }),
        ...(budget.keep && { keep: true }),
      };
      const result = await trainer.train(job, hooks);
      if (result.state !== undefined) chains.hold(stretches, budget, result.state);
      const measured = toMeasurement(arch, job, result);
      if (config.id !== 'extrapolation') return measured;
      const curve = [...(resume?.validAccuracies ?? []), ...result.epochs.map(({ validAccuracy }) => validAccuracy)];
      const noise = countingNoise(measured.validAccuracy, config.valid);
      return { ...measured, predictedAccuracy: extrapolate(curve, Math.max(config.horizon, curve.length), noise) };
    },
    dispose: () => trainer.dispose(),
  };
}
