import { formatFixed, formatPercent, formatSigned } from '../../shared/format';
import { BarChange } from './BarChange';
import { digitsOf, Formula, Formulas, Num, type StepViewProps, Words } from './parts';

/** Step 9: what the episode has changed. */
export function AfterStep({ trace, child, index }: StepViewProps) {
  const product = trace.settings.faults.includes('product-log-prob');
  const change = child.logProbAfter - child.logProb;
  const [before, after] = [Math.exp(child.logProb), Math.exp(child.logProbAfter)];
  const digits = digitsOf(Math.abs(change), 3);
  const percentDigits = digitsOf(100 * Math.abs(after - before), 2);
  const asWanted = change * child.advantage > 0;
  const { updates } = trace;
  return (
    <>
      <Words>
        {updates.length === 1 ? 'One update' : `${updates.length} updates`} later: child {index + 1} had an advantage of{' '}
        {formatSigned(child.advantage, digitsOf(Math.abs(child.advantage), 2))} and has become{' '}
        {change > 0 ? 'more probable' : change < 0 ? 'rarer' : 'neither more probable nor rarer'}.{' '}
        {asWanted || change === 0 || child.advantage === 0
          ? 'The next episode is sampled from the new bars.'
          : 'That is not what it earned itself: children with the same options pull on the same bars, and the optimiser remembers earlier episodes.'}
      </Words>
      <div className="slow-pair">
        {child.path.map((place, t) => {
          const node = trace.nodes[place];
          return (
            <BarChange
              key={trace.decisions[t]?.name ?? t}
              name={trace.decisions[t]?.name ?? ''}
              place={t}
              options={trace.decisions[t]?.options ?? []}
              chosen={child.actions[t] ?? null}
              before={node?.probs ?? []}
              after={node?.probsAfter ?? []}
              gradient={null}
            />
          );
        })}
      </div>
      <Formulas>
        <Formula>
          log p(a): {formatFixed(child.logProb, digits)} → {formatFixed(child.logProbAfter, digits)}, change{' '}
          <Num>{formatSigned(change, digits)}</Num>
        </Formula>
        {product ? null : (
          <Formula>
            p(a): {formatPercent(before, percentDigits)} → <Num>{formatPercent(after, percentDigits)}</Num>
          </Formula>
        )}
        {trace.baseline.after === null ? null : (
          <Formula>
            baseline for the next episode: <Num>{formatFixed(trace.baseline.after, 3)}</Num>
          </Formula>
        )}
      </Formulas>
    </>
  );
}
