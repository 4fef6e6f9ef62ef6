import { shapeText } from '../../../engine/graph/shapes';
import { childFacts } from '../../shared/childFacts';
import { countedChild } from '../../shared/childGraph';
import { rewardFormula, tableOf } from '../../shared/describe';
import { digitsFor, formatCount, formatDuration, formatFixed, formatLarge, formatPercent } from '../../shared/format';
import { archLabel } from '../../shared/ops';
import { useLab } from '../../store';
import { Dots } from './Dots';
import { Formula, Formulas, Num, type StepViewProps, subscript, Words } from './parts';

/** Step 4: from options to a network. */
export function BuildStep({ trace, child }: StepViewProps) {
  const config = useLab((state) => state.config);
  const table = useLab((state) => state.table);
  const counted = config === null ? null : countedChild(child.arch, config, table);
  if (counted === null) return <Words>The table that says how children are built is still being read.</Words>;
  if (!counted.ok) return <Words>{`${counted.error.message} ${counted.error.remedy}`}</Words>;
  const { layers, params, macs } = counted.count;
  const shown = layers.filter(
    (layer) => layer.params > 0 || layer.macs > 0 || layer.kind === 'input' || /pool/i.test(layer.kind),
  );
  return (
    <>
      <Words>
        The options {archLabel(child.arch)} make a cell; the network repeats it and ends in a classifier. Nothing is learned in
        this step: it is only written down what is to be computed.
      </Words>
      <ol className="slow-layers">
        {shown.map((layer) => (
          <li key={layer.id} data-chosen={layer.group.startsWith('cell')}>
            <b className="slow-layer-name">{layer.name}</b>
            <span className="slow-layer-fact">{shapeText(layer.outputShape)}</span>
            <small className="slow-layer-fact">{layer.params > 0 ? `${formatCount(layer.params)} params` : '\u00a0'}</small>
          </li>
        ))}
      </ol>
      <Formulas>
        <Formula>
          a = ({child.actions.map((action, t) => `${trace.decisions[t]?.name ?? ''} = ${action}`).join(', ')}) →{' '}
          <Num>{formatCount(params.total)}</Num> params, {formatCount(params.cells)} of them in the cells; {formatLarge(macs)}{' '}
          multiply-adds an image
        </Formula>
      </Formulas>
    </>
  );
}

const CURVE = { width: 460, height: 190, left: 20, right: 90, top: 26, base: 156 };

/** Step 5: its accuracy, looked up or trained. */
export function TrainStep({ trace, child, index }: StepViewProps) {
  const config = useLab((state) => state.config);
  const table = useLab((state) => state.table);
  const children = useLab((state) => state.children);
  const facts = childFacts(child.arch, children.get(child.arch)?.measurement ?? null, table);
  const lookedUp = config !== null && tableOf(config) !== null;
  if (facts === null) return <Words>The measurement of this child has not reached the page.</Words>;
  const { curve } = facts;
  const [low, high] = [Math.min(...curve), Math.max(...curve)];
  const span = Math.max(high - low, 0.005);
  const x = (i: number): number =>
    curve.length === 1
      ? CURVE.left + 90
      : CURVE.left + 30 + (i * (CURVE.width - CURVE.left - CURVE.right - 30)) / (curve.length - 1);
  const y = (value: number): number => CURVE.base - 16 - ((value - low) / span) * (CURVE.base - 16 - CURVE.top);
  const every = Math.ceil(curve.length / 6);
  return (
    <>
      <Words>
        {lookedUp
          ? `Child ${index + 1} is looked up. It was trained beforehand, in ${formatDuration(facts.trainMs)}, and its accuracy on images that it was not trained on was written down (${facts.source}). So ${trace.children.length} trainings become ${trace.children.length} look-ups.`
          : `Child ${index + 1} was trained here in ${formatDuration(facts.trainMs)}, and tested on images that it was not trained on. A cell that comes again is not trained again.`}
      </Words>
      <svg className="slow-curve" viewBox={`0 0 ${CURVE.width} ${CURVE.height}`}>
        <title>{`Validation accuracy by epoch: ${curve.map((value) => formatPercent(value)).join(', ')}`}</title>
        <path className="slow-axis" d={`M${CURVE.left} ${CURVE.base}H${CURVE.width - 20}`} />
        <polyline points={curve.map((value, i) => `${x(i)},${y(value)}`).join(' ')} />
        {curve.map((value, i) => (
          <g key={x(i)}>
            <circle cx={x(i)} cy={y(value)} r={curve.length > 12 ? 2 : 4} />
            {i % every === 0 || i === curve.length - 1 ? (
              <>
                <text x={x(i)} y={y(value) - 11} textAnchor="middle" className="slow-value">
                  {formatPercent(value)}
                </text>
                <text x={x(i)} y={CURVE.base + 18} textAnchor="middle" className="slow-tick">
                  {curve.length > 4 ? i + 1 : `epoch ${i + 1}`}
                </text>
              </>
            ) : null}
          </g>
        ))}
      </svg>
      <Formulas>
        <Formula>
          accuracy on the validation images, the best epoch of each training = <Num>{formatPercent(facts.validAccuracy)}</Num>
          {lookedUp && config?.estimator.id === 'table' && config.estimator.noise === 'seed'
            ? ' on average; this run draws one of the recorded trainings for each child'
            : ''}
        </Formula>
      </Formulas>
    </>
  );
}

/** Step 6: one number out of accuracy and cost. */
export function RewardStep({ trace, child, index }: StepViewProps) {
  const reward = useLab((state) => state.reward);
  const reported = useLab((state) => state.run.formula);
  const log = useLab((state) => state.run.log);
  const table = useLab((state) => state.table);
  const children = useLab((state) => state.children);
  const facts = childFacts(child.arch, children.get(child.arch)?.measurement ?? null, table);
  const changedSince = log.some((entry) => entry.message.startsWith('Reward changed') && entry.episode > trace.episode);
  const formula = reported ?? (reward === null ? '' : rewardFormula(reward));
  const rewards = trace.children.map((other) => other.reward);
  const digits = Math.max(2, digitsFor(Math.max(...rewards) - Math.min(...rewards)));
  const swapped = trace.settings.faults.includes('completion-order');
  return (
    <>
      <Words>
        The reward says in one number what is wanted of a child. It is all that the controller ever learns of it: not the images,
        not the network, not why.
        {swapped ? ' The fault “rewards in order of completion” then hands it to another child of the same ten.' : ''}
      </Words>
      <Dots
        values={rewards}
        followed={index}
        digits={digits}
        label="reward"
        level={{ value: trace.baseline.mean, label: 'mean' }}
      />
      <Formulas>
        <Formula>
          R = <code>{changedSince ? 'the reward that was in force in this episode' : formula}</code>
        </Formula>
        <Formula>
          accuracy {formatPercent(facts?.validAccuracy)}, {formatCount(facts?.cellParams)} params in the cells → R
          {subscript(index + 1)} = <Num>{formatFixed(child.reward, digits)}</Num>
          {child.credited === child.reward ? '' : `, but credited with ${formatFixed(child.credited, digits)}`}
        </Formula>
      </Formulas>
    </>
  );
}
