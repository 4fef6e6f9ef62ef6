import type { Budget } from '../core/measurement';
import type { Normalisation } from '../data/types';
import type { NetworkGraph } from '../graph/types';
import type { Profile, TrainingChoices } from '../space/types';
import type { OptimiserChoice } from '../tensor';
import type { TrainOptions } from '../train/types';
import type { TrainingEstimatorConfig } from './config';

/** What a config says of how a child is trained. */
export type TrainingSettings = Pick<
  TrainingEstimatorConfig,
  'epochs' | 'batch' | 'learningRate' | 'optimiser' | 'weightDecay' | 'learningRateSchedule' | 'augmentation'
>;

/** Of gradient descent, where a config or a genotype names 'sgd'. */
export const SGD_MOMENTUM = 0.9;

/** What training depends on besides its length and seed. */
export type ChildOptions = Omit<TrainOptions, 'epochs' | 'seed'>;

/**
 * How children are trained by a config: its numbers, the profile's initialisation. A cosine's period is always the config's epochs, so
 * that a stretch does not depend on where the training is cut.
 */
export function childOptions(settings: TrainingSettings, profile: Profile, normalise: Normalisation): ChildOptions {
  const { optimiser = 'adam', weightDecay = 0, augmentation = 'none', learningRateSchedule = 'constant' } = settings;
  const options: ChildOptions = {
    batch: settings.batch,
    learningRate: settings.learningRate,
    init: profile.training.init,
    normalise,
    ...(optimiser === 'adam' && weightDecay === 0 ? {} : { optimiser: optimiserOf(optimiser, weightDecay) }),
    ...(learningRateSchedule === 'cosine' ? { schedule: { kind: 'cosine', epochs: settings.epochs } } : {}),
  };
  return augmentation === 'none' ? options : { ...options, augmentation };
}

function optimiserOf(kind: 'adam' | 'sgd', weightDecay: number): OptimiserChoice {
  const decay = weightDecay === 0 ? {} : { weightDecay };
  return kind === 'sgd' ? { kind, momentum: SGD_MOMENTUM, ...decay } : { kind, ...decay };
}

/** The same with what a genotype chooses in its place; its dropout is a matter of the graph (withDropout). */
export function withChoices(options: ChildOptions, choices: TrainingChoices): ChildOptions {
  const { optimiser: standard, augmentation: shown, ...rest } = options;
  const { learningRate = rest.learningRate, batch = rest.batch, optimiser, augmentation = shown } = choices;
  const kind = optimiser ?? standard?.kind ?? 'adam';
  const decay = standard?.weightDecay ?? 0;
  const chosen = optimiser === undefined ? standard : kind === 'adam' && decay === 0 ? undefined : optimiserOf(kind, decay);
  return {
    ...rest,
    learningRate,
    batch,
    ...(chosen && { optimiser: chosen }),
    ...(augmentation === undefined || augmentation === 'none' ? {} : { augmentation }),
  };
}

/** The graph with this rate in each of its dropout layers; as it is where none is chosen. */
export function withDropout(graph: NetworkGraph, rate: number | undefined): NetworkGraph {
  if (rate === undefined) return graph;
  return {
    ...graph,
    layers: graph.layers.map((layer) => (layer.op.kind === 'dropout' ? { ...layer, op: { kind: 'dropout', rate } } : layer)),
  };
}

/** What a rule for stopping early adds to the options of a stretch. */
export function stopRule(config: TrainingEstimatorConfig): Pick<TrainOptions, 'stop'> {
  return config.id === 'early-stopping' ? { stop: { patience: config.patience, minDelta: config.minDelta } } : {};
}

/** Options of one stretch. */
export function stretchOptions(options: ChildOptions, { epochs, seed }: Pick<Budget, 'epochs' | 'seed'>): TrainOptions {
  return { epochs, ...options, seed };
}
