import type { Rng } from '../../core/rng';
import type { Choice, Decision, SearchSpace } from '../../space/types';
import type { AxisView, SurfaceView } from '../views';
import { acquisitionScore, acquisitionValue } from './acquisition';
import { changed } from './candidates';
import type { BayesianConfig } from './config';
import { choiceAt } from './design';
import { keyedSteps, type Step } from './encoding';
import type { Fitted, Rewarded } from './memory';
import type { Model } from './model';

/** Places along each axis, and most points drawn. */
const SIZE = 25;
const MOST_POINTS = 400;

type Numeric = Exclude<Decision, { kind: 'categorical' }>;
interface NumericStep extends Step {
  readonly decision: Numeric;
  readonly position: number;
}

/** Numbers that have more than one place. */
function numericSteps(space: SearchSpace, choices: readonly Choice[]): NumericStep[] {
  return keyedSteps(space, choices).flatMap(({ key, decision, choice }, position) =>
    decision.kind === 'categorical' || decision.max <= decision.min ? [] : [{ key, decision, choice, position }],
  );
}

const axisOf = (decision: Numeric): AxisView => ({
  name: decision.name,
  min: decision.min,
  max: decision.max,
  scale: decision.kind === 'float' ? decision.scale : 'linear',
});

/** The choice of an axis at a place 0..1 along it; a stepped number's is its nearest step. */
function choiceOn(decision: Numeric, place: number): Choice {
  const axis = axisOf(decision);
  const value = choiceAt({ kind: 'float', ...axis }, place);
  if (decision.step === undefined) return value;
  const steps = Math.floor((decision.max - decision.min) / decision.step + 1e-9);
  return Math.min(
    decision.max,
    decision.min + Math.min(steps, Math.round((value - decision.min) / decision.step)) * decision.step,
  );
}

/**
 * The model over the two numbers of the shortest length scales (the first two where there are none), all else as in the best genotype. Null
 * where that has fewer than two numbers.
 */
export function surfaceView(
  space: SearchSpace,
  model: Model,
  config: BayesianConfig,
  observations: readonly Rewarded[],
  fitted: Fitted | null,
  rng: Rng,
): SurfaceView | null {
  const best = observations.reduce<Rewarded | null>((top, one) => (top === null || one.reward > top.reward ? one : top), null);
  if (best === null) return null;
  const numbers = numericSteps(space, best.choices);
  const scaleOf = ({ key }: NumericStep): number => fitted?.scales[key] ?? 0;
  const [x, y] = [...numbers]
    .sort((a, b) => scaleOf(a) - scaleOf(b) || a.position - b.position)
    .slice(0, 2)
    .sort((a, b) => a.position - b.position);
  if (x === undefined || y === undefined) return null;
  const walk = keyedSteps(space, best.choices);
  const incumbent = model.best();
  const mean: number[] = [];
  const std: number[] = [];
  const acquisition: number[] = [];
  for (let row = 0; row < SIZE; row += 1) {
    for (let column = 0; column < SIZE; column += 1) {
      const there = changed(space, walk, x.position, choiceOn(x.decision, column / (SIZE - 1)), rng);
      const here = changed(space, there, y.position, choiceOn(y.decision, row / (SIZE - 1)), rng);
      const prediction = model.at(here);
      mean.push(model.mean + model.std * prediction.mean);
      std.push(model.std * prediction.std);
      const score = acquisitionScore(config, prediction, incumbent);
      acquisition.push(acquisitionValue(config.acquisition, score, model.std, model.mean));
    }
  }
  const points = observations.flatMap(({ choices, reward }, trial) => {
    const steps = numericSteps(space, choices);
    const [px, py] = [steps.find(({ key }) => key === x.key), steps.find(({ key }) => key === y.key)];
    return px === undefined || py === undefined ? [] : [{ x: px.choice, y: py.choice, reward, trial }];
  });
  return {
    x: axisOf(x.decision),
    y: axisOf(y.decision),
    size: SIZE,
    mean,
    std,
    acquisition,
    points: points.slice(-MOST_POINTS),
    model: model.words,
  };
}
