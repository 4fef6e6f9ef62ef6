import type { EpisodeTrace, TraceChild, TraceDraw } from '../../../engine/run/traceTypes';
import { formatFixed, formatPercent } from '../../shared/format';
import { archLabel } from '../../shared/ops';
import { decisionLabel, Formula, Formulas, inBrackets, Num, optionLabel, type StepViewProps, subscript, Words } from './parts';

/** Step 3: a uniform number falls into one of the intervals; log-probabilities add up. */
export function SampleStep({ trace, child, index }: StepViewProps) {
  const { faults, sampling } = trace.settings;
  const mixed = faults.includes('time-major-view');
  const product = faults.includes('product-log-prob');
  const drawn = child.draws.map(({ option }, t) => optionLabel(trace.decisions[t]?.options[option] ?? '')).join(', ');
  return (
    <>
      <Words>
        {child.explores
          ? `This child is exploration: with probability ${formatFixed(trace.settings.exploration, 2)} the options are drawn evenly, whatever the controller believes.`
          : sampling === 'argmax'
            ? 'The most probable option of each decision is taken; the random number is not used.'
            : 'The probabilities are laid end to end from 0 to 1. A random number u between 0 and 1 falls into one of them: that option is drawn. A probable option is wide, so it is hit often.'}{' '}
        {trace.children.length > 1 ? 'Thin marks are the other children of the episode.' : ''}
      </Words>
      {child.draws.map((draw, t) => (
        <UnitInterval key={trace.decisions[t]?.name ?? t} trace={trace} child={child} t={t} draw={draw} />
      ))}
      <Formulas>
        <Formula>
          Child {index + 1}: {archLabel(child.arch)}
          {mixed
            ? `. By the fault “rows mix two children” it is put together of what was drawn for others; in its own place ${drawn} was drawn`
            : ''}
        </Formula>
        <Formula>
          log p(a) = {product ? 'Π' : 'Σ'} log pₜ(aₜ) ={' '}
          {child.terms
            .map(
              (term, t) => `log ${formatFixed(Math.exp(term), 4)}${t + 1 < child.terms.length ? (product ? ' × ' : ' + ') : ''}`,
            )
            .join('')}
        </Formula>
        <Formula>
          = {child.terms.map((term) => inBrackets(term, 3)).join(product ? ' × ' : ' + ')} ={' '}
          <Num>{formatFixed(child.logProb, 3)}</Num>
          {product ? '' : `, one child in ${formatFixed(Math.exp(-child.logProb), 0)}`}
        </Formula>
      </Formulas>
    </>
  );
}

interface UnitIntervalProps {
  readonly trace: EpisodeTrace;
  readonly child: TraceChild;
  readonly t: number;
  readonly draw: TraceDraw;
}

function UnitInterval({ trace, child, t, draw }: UnitIntervalProps) {
  const { name, options } = trace.decisions[t] ?? { name: '', options: [] };
  const believed = trace.nodes[draw.node]?.probs ?? [];
  const probs = child.explores ? believed.map(() => 1 / believed.length) : believed;
  const from = probs.slice(0, draw.option).reduce((sum, p) => sum + p, 0);
  const to = from + (probs[draw.option] ?? 0);
  const others = trace.children.flatMap((other) => {
    const theirs = other.draws[t];
    return other !== child && theirs?.node === draw.node && other.explores === child.explores ? [theirs.uniform] : [];
  });
  const label = optionLabel(options[draw.option] ?? '');
  return (
    <figure className="slow-unit">
      <figcaption>
        Decision {t + 1}, {decisionLabel(name)}:{' '}
        {trace.settings.sampling === 'argmax' && !child.explores ? (
          <>
            <b>{label}</b> is the most probable, {formatPercent(probs[draw.option], 2)}
          </>
        ) : (
          <>
            u{subscript(t + 1)} = <b>{formatFixed(draw.uniform, 4)}</b> lies between {formatFixed(from, 4)} and{' '}
            {formatFixed(to, 4)}: <b>{label}</b>
          </>
        )}
      </figcaption>
      <div className="slow-interval" aria-hidden="true">
        <div className="slow-parts">
          {probs.map((p, k) => (
            <span key={options[k] ?? k} className="slow-part" data-chosen={k === draw.option} style={{ width: `${100 * p}%` }}>
              {p > 0.07 ? optionLabel(options[k] ?? '') : ''}
            </span>
          ))}
        </div>
        {others.map((u) => (
          <i key={u} className="slow-other" style={{ left: `${100 * u}%` }} />
        ))}
        <b className="slow-own" style={{ left: `${100 * draw.uniform}%` }}>
          u
        </b>
      </div>
    </figure>
  );
}
