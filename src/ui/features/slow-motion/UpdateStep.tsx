import type { EpisodeTrace, TraceRow, TraceUpdate } from '../../../engine/run/traceTypes';
import { formatCount, formatFixed, formatNumber, formatSigned } from '../../shared/format';
import { BarChange } from './BarChange';
import { ClipPlot } from './ClipPlot';
import { digitsOf, Formula, Formulas, inBrackets, Num, type StepViewProps, scientific, Words } from './parts';

interface UpdateStepProps extends StepViewProps {
  /** From 0. */
  readonly place: number;
}

/** Step 8: one step of the optimiser, from ratios to bars. */
export function UpdateStep({ trace, child, index, place }: UpdateStepProps) {
  const update = trace.updates[place];
  if (update === undefined) return null;
  const drawn = update.rows.filter((row) => row.child === index);
  const [row] = drawn;
  const { settings } = trace;
  const isPpo = settings.update === 'ppo';
  const after = trace.updates[place + 1]?.nodes.map(({ probs }) => probs) ?? trace.nodes.map(({ probsAfter }) => probsAfter);
  return (
    <>
      <Words>{updateWords(trace, update, place, drawn.length, index)}</Words>
      <div className="slow-update">
        {isPpo ? (
          <ClipPlot
            rows={update.rows}
            clip={settings.clip}
            followed={row === undefined ? null : { row, advantage: child.advantage }}
          />
        ) : null}
        <Formulas>
          {row === undefined ? (
            <Formula>
              Child {index + 1} is not in this mini-batch. Those in dark print in the list are: choose one of them.
            </Formula>
          ) : isPpo ? (
            <PpoFormulas trace={trace} update={update} row={row} index={index} />
          ) : (
            <ReinforceFormulas trace={trace} row={row} index={index} count={update.rows.length} />
          )}
          <LossFormulas trace={trace} update={update} />
        </Formulas>
      </div>
      <div className="slow-pair">
        {child.path.map((node, t) => (
          <BarChange
            key={trace.decisions[t]?.name ?? t}
            name={trace.decisions[t]?.name ?? ''}
            place={t}
            options={trace.decisions[t]?.options ?? []}
            chosen={child.actions[t] ?? null}
            before={update.nodes[node]?.probs ?? []}
            after={after[node] ?? []}
            gradient={update.nodes[node]?.gradient ?? []}
          />
        ))}
      </div>
      <p className="slow-note">
        Outline: before this update. Bar: after it. −∂L/∂z is what all{' '}
        {isPpo ? 'rows of the mini-batch' : 'children of the episode'} together ask of each logit;{' '}
        {settings.optimiser === 'adam'
          ? 'Adam remembers earlier gradients and evens out their sizes, so'
          : 'through the shared network'}{' '}
        Δp need not be in proportion to it.
      </p>
    </>
  );
}

function updateWords(
  { settings, children }: EpisodeTrace,
  { rows }: TraceUpdate,
  place: number,
  times: number,
  index: number,
): string {
  if (settings.update === 'reinforce') {
    const whom = children.length === 1 ? 'the episode’s one child: its' : `all ${children.length} children: each one’s`;
    return `One step on ${whom} log-probability is pushed by its advantage. What did better than expected becomes more probable, what did worse rarer.`;
  }
  const drawn = `A mini-batch of ${rows.length} is drawn from the ${children.length} children, with replacement; child ${index + 1} is in it ${times === 0 ? 'not at all' : times === 1 ? 'once' : `${times} times`}.`;
  const outside = rows.filter(({ side }) => side !== 'inside').length;
  if (place === 0) return `${drawn} The policy is still the one that sampled, so every ratio is 1.`;
  return `${drawn} The policy has moved since it sampled: the ratio says by how much. ${
    outside === 0 ? 'None has left the clip’s range.' : `${outside} of ${rows.length} have left the clip’s range.`
  }`;
}

interface RowProps {
  readonly trace: EpisodeTrace;
  readonly row: TraceRow;
  readonly index: number;
}

function PpoFormulas({ trace, update, row, index }: RowProps & { readonly update: TraceUpdate }) {
  const { clip, faults } = trace.settings;
  const child = trace.children[index];
  if (child === undefined) return null;
  const moved = Math.abs(row.logProb - child.logProb);
  const digits = digitsOf(moved === 0 ? 0.1 : moved, 3);
  const ratioDigits = digitsOf(Math.abs(row.ratio - 1) || 0.1, 3);
  const sizes = digitsOf(Math.abs(child.advantage), 2);
  const gainDigits = Math.max(sizes, 3);
  const bounded = Math.min(1 + clip, Math.max(1 - clip, row.ratio));
  const count = update.rows.length;
  return (
    <>
      <Formula>
        r = exp(log p<sub>now</sub> − log p<sub>then</sub>) = exp({formatFixed(row.logProb, digits)} −{' '}
        {inBrackets(child.logProb, digits)}) = <Num>{formatFixed(row.ratio, ratioDigits)}</Num>
      </Formula>
      <Formula>{clipVerdict(row, clip)}</Formula>
      <Formula>
        min(rA, clip(r)A) = min({formatFixed(row.ratio, ratioDigits)} × {inBrackets(child.advantage, sizes)},{' '}
        {formatFixed(bounded, ratioDigits)} × {inBrackets(child.advantage, sizes)}) ={' '}
        <Num>{formatFixed(row.gain, gainDigits)}</Num>
      </Formula>
      <Formula>
        ∂L/∂log p ={' '}
        {row.slope === 0
          ? child.advantage === 0
            ? '0: so is A'
            : '0: a constant has no slope'
          : `${faults.includes('missing-minus') ? '' : '−'}rA / ${count} = ${formatSigned(row.slope, digitsOf(Math.abs(row.slope), 3))}`}
      </Formula>
    </>
  );
}

function clipVerdict({ side, ratio, slope }: TraceRow, clip: number): string {
  const range = `${formatNumber(Number((1 - clip).toFixed(4)))} … ${formatNumber(Number((1 + clip).toFixed(4)))}`;
  if (side === 'inside') return `inside ${range}: not clipped`;
  const edge = formatNumber(Number((side === 'above' ? 1 + clip : 1 - clip).toFixed(4)));
  return slope === 0
    ? `${side} ${range}: clipped at ${edge}; this child has had its say, its gradient is 0`
    : `${side} ${range}, but on the side it is to come back from (r = ${formatFixed(ratio, 3)}): rA is the smaller term, the gradient stays`;
}

function ReinforceFormulas({ trace, row, index, count }: RowProps & { readonly count: number }) {
  const child = trace.children[index];
  if (child === undefined) return null;
  const sizes = digitsOf(Math.abs(child.advantage), 2);
  const minus = trace.settings.faults.includes('missing-minus') ? '' : '−';
  return (
    <>
      <Formula>
        log p · A = {formatFixed(row.logProb, 3)} × {inBrackets(child.advantage, sizes)} = <Num>{formatFixed(row.gain, 3)}</Num>
      </Formula>
      <Formula>
        ∂L/∂log p = {minus}A / {count} = {formatSigned(row.slope, digitsOf(Math.abs(row.slope), 3))}
      </Formula>
    </>
  );
}

function LossFormulas({ trace, update }: { readonly trace: EpisodeTrace; readonly update: TraceUpdate }) {
  const { report, entropyCoefficient, learningRate, gradientNorm, gradientScale, stepNorm, largestStep } = update;
  const { optimiser } = trace.settings;
  const digits = digitsOf(Math.abs(report.policyLoss) || 1, 3);
  return (
    <>
      <Formula>
        L = policy loss − c·H = {formatFixed(report.policyLoss, digits)} − {scientific(entropyCoefficient)} ×{' '}
        {formatFixed(report.entropy, 3)} = <Num>{formatFixed(report.loss, digits)}</Num>
      </Formula>
      <Formula>
        <small className="slow-small">
          {OPTIMISERS[optimiser]}, rate {scientific(learningRate)}: gradient of length {scientific(gradientNorm)}
          {gradientScale < 1 ? `, shortened to ${scientific(gradientNorm * gradientScale)}` : ''} →{' '}
          {formatCount(trace.parameters)} parameters move by {scientific(stepNorm)} in all, by {scientific(largestStep)} at most
        </small>
      </Formula>
    </>
  );
}

const OPTIMISERS = { adam: 'Adam', rmsprop: 'RMSProp', sgd: 'Plain descent' } as const;
