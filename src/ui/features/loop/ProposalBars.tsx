import { lazy, Suspense, useMemo } from 'react';
import { isController } from '../../../engine/search/isController';
import type { Decision } from '../../../engine/space';
import { decisionsMet, isPairSpace } from '../../shared/decisions';
import { formatPercent } from '../../shared/format';
import { useThrottled } from '../../shared/hooks';
import { opLabel, opWords } from '../../shared/ops';
import { openedSpace } from '../../shared/spaces';
import type { ShownCell } from '../../shared/useShownCell';
import { useLab } from '../../store';
import { useShown } from '../../store/preview';

const DecisionList = lazy(() => import('./DecisionList'));

/** Marginal probability of each option of each decision, now or where the time cursor stands. */
export function ProposalBars({ shown }: { readonly shown: ShownCell | null }) {
  const view = useShown();
  const { config, series } = view;
  const cursor = useLab((state) => state.episodeCursor);
  const version = useThrottled(view.version, 250);
  const choices = useMemo(
    () => (config === null || shown === null ? [] : openedSpace(config.space).parse(shown.arch).choices),
    [config, shown],
  );
  const decisions = useMemo(
    () => (config === null ? [] : decisionsMet(openedSpace(config.space), choices).map(({ decision }) => decision)),
    [config, choices],
  );
  const isPair = useMemo(() => config !== null && isPairSpace(openedSpace(config.space)), [config]);
  const marginals = useMemo(
    () => (version < 0 ? null : series.marginalsAt(cursor ?? series.episodes)),
    [series, cursor, version],
  );
  if (config !== null && (!isPair || !(isController(config.strategy) || config.strategy.id === 'random'))) {
    return (
      <Suspense fallback={<p className="stage-note">…</p>}>
        <DecisionList config={config} series={series} episode={cursor ?? series.episodes} version={version} shown={shown} />
      </Suspense>
    );
  }
  if (config?.strategy.id === 'random') {
    return <p className="stage-note">Random search believes nothing: every op is as likely as any other, for ever.</p>;
  }
  if (decisions.length === 0) return <p className="stage-note">Choose an experiment to begin.</p>;
  return (
    <div className="bars">
      {decisions.map((decision, row) => (
        <DecisionBars
          key={decision.name}
          decision={decision}
          probabilities={marginals?.[row] ?? null}
          chosen={shown === null ? null : (choices[row] ?? null)}
          withLabels={row === decisions.length - 1}
        />
      ))}
    </div>
  );
}

interface DecisionBarsProps {
  readonly decision: Decision;
  readonly probabilities: Float32Array | null;
  readonly chosen: number | null;
  readonly withLabels: boolean;
}

function DecisionBars({ decision, probabilities, chosen, withLabels }: DecisionBarsProps) {
  const options = decision.kind === 'categorical' ? decision.options : [];
  const uniform = 1 / Math.max(1, options.length);
  return (
    <table className="bar-row">
      <caption className="sr-only">Probability of each option of {decision.name}</caption>
      <tbody>
        <tr>
          <th scope="row">{decision.name.replace(/^op(\d)$/, 'op $1')}</th>
          {options.map((option, index) => {
            const p = probabilities?.[index] ?? uniform;
            return (
              <td key={option} title={`${opWords(option)}: ${formatPercent(p, 1)}`}>
                <span className="sr-only">
                  {opWords(option)}: {formatPercent(p, 1)}
                </span>
                <span className="bar" aria-hidden="true" data-chosen={index === chosen}>
                  <i style={{ height: `${Math.max(3, p * 100)}%` }} />
                </span>
                {withLabels || index === chosen ? (
                  <span className="bar-label" aria-hidden="true" data-chosen={index === chosen}>
                    {withLabels ? opLabel(option) : ''}
                  </span>
                ) : null}
              </td>
            );
          })}
        </tr>
      </tbody>
    </table>
  );
}
