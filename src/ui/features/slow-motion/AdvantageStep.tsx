import type { EpisodeTrace } from '../../../engine/run/traceTypes';
import { digitsFor, formatFixed, formatNumber, formatSigned } from '../../shared/format';
import { Dots } from './Dots';
import { Formula, Formulas, inBrackets, Num, type StepViewProps, subscript, Words } from './parts';

/** Step 7: better or worse than expected. */
export function AdvantageStep({ trace, child, index }: StepViewProps) {
  const { baseline } = trace;
  const credited = trace.children.map((other) => other.credited);
  const digits = Math.max(2, digitsFor(Math.max(...credited) - Math.min(...credited)));
  const level =
    baseline.used === null
      ? null
      : { value: child.baseline ?? baseline.used, label: baseline.kind === 'batch-normalised' ? 'mean' : 'b' };
  return (
    <>
      <Words>
        {WORDS[baseline.kind]} {verdict(child.advantage)}
      </Words>
      <Dots values={credited} followed={index} digits={digits} label="reward" level={level} withDistances />
      <Formulas>
        <AdvantageFormula trace={trace} index={index} digits={digits} />
        <BaselineFormula trace={trace} digits={digits} />
      </Formulas>
    </>
  );
}

const WORDS: Readonly<Record<EpisodeTrace['baseline']['kind'], string>> = {
  none: 'There is no baseline: the reward itself is the advantage, so every child that is worth anything is made more probable.',
  ema: 'A reward means little by itself. The baseline is what the controller has come to expect: a moving average of the episodes’ means. The advantage is how much better a child did.',
  window:
    'A reward means little by itself. The baseline is the mean of the last rewards, child by child. The advantage is how much better a child did.',
  'batch-normalised':
    'A reward means little by itself. It is compared with the episode’s mean, in units of the episode’s standard deviation: so the size of rewards does not matter.',
};

function verdict(advantage: number): string {
  if (advantage > 0) return 'This one did better: it is to become more probable.';
  return advantage < 0 ? 'This one did worse: it is to become rarer.' : 'This one did just as expected.';
}

interface FormulaProps {
  readonly trace: EpisodeTrace;
  readonly digits: number;
}

function AdvantageFormula({ trace, index, digits }: FormulaProps & { readonly index: number }) {
  const child = trace.children[index];
  if (child === undefined) return null;
  const name = `A${subscript(index + 1)}`;
  const R = formatFixed(child.credited, digits);
  const result = <Num>{formatSigned(child.advantage, digits)}</Num>;
  if (child.baseline === null) {
    return (
      <Formula>
        {name} = R = {result}
      </Formula>
    );
  }
  if (trace.baseline.kind === 'batch-normalised') {
    return (
      <Formula>
        {name} = (R − mean) / std = ({R} − {inBrackets(trace.baseline.mean, digits)}) /{' '}
        {formatFixed(trace.baseline.std, digits + 1)} = {result}
      </Formula>
    );
  }
  return (
    <Formula>
      {name} = R − b = {R} − {inBrackets(child.baseline, digits)} = {result}
    </Formula>
  );
}

/** How the baseline moves on. */
function BaselineFormula({ trace, digits }: FormulaProps) {
  const { kind, before, after, mean, used } = trace.baseline;
  const { alpha, includeCurrent, window, start, initial } = trace.settings.baseline;
  if (kind === 'window') {
    return (
      <Formula>
        b = mean of the last {window} rewards{includeCurrent ? ', the child’s own among them' : ''}; after the episode{' '}
        <Num>{formatFixed(after, digits)}</Num>
      </Formula>
    );
  }
  if (kind !== 'ema' || after === null) return null;
  const from = before ?? (start === 'zero' ? initial : mean);
  return (
    <>
      <Formula>
        b ← α mean(R) + (1 − α) b = {formatNumber(alpha)} × {inBrackets(mean, digits)} + {formatNumber(1 - alpha)} ×{' '}
        {inBrackets(from, digits)} = <Num>{formatFixed(after, digits)}</Num>
      </Formula>
      <Formula>
        <small className="slow-small">
          {includeCurrent
            ? `taken in before the advantages: they are counted from ${formatFixed(used, digits)}`
            : `taken in after the advantages: the next episode is compared with ${formatFixed(after, digits)}`}
          {before === null ? `; the first b is ${start === 'zero' ? formatNumber(initial) : 'the first episode’s mean'}` : ''}
        </small>
      </Formula>
    </>
  );
}
