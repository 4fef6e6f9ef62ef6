import { useMemo, useState } from 'react';
import type { RunConfig } from '../../../engine/run/config';
import { binOf, binsOf, choiceWords, decisionsMet, type Met, metOf, shareOf, tallyDecisions } from '../../shared/decisions';
import { formatPercent } from '../../shared/format';
import { opLabel, shortText } from '../../shared/ops';
import { openedSpace } from '../../shared/spaces';
import type { ShownCell } from '../../shared/useShownCell';
import type { SeriesView } from '../../store/preview';

/** So many of the latest children say what is being tried. */
const LATEST = 60;
/** Decisions there is room for. */
const PAGE = 7;

interface DecisionListProps {
  readonly config: RunConfig;
  readonly series: SeriesView;
  readonly episode: number;
  /** Grows with the series. */
  readonly version: number;
  readonly shown: ShownCell | null;
}

/** Any space's decisions: what the child on show chose at each, and how likely, or how often tried of late, each option is. */
export default function DecisionList({ config, series, episode, version, shown }: DecisionListProps) {
  const space = openedSpace(config.space);
  const met = useMemo(() => (shown === null ? decisionsMet(space, []) : metOf(space, shown.arch)), [space, shown]);
  const marginals = useMemo(() => (version < 0 ? null : series.marginalsAt(episode)), [series, episode, version]);
  const tried = useMemo(() => {
    if (version < 0) return new Map<string, readonly number[]>();
    const latest: { readonly arch: string; readonly reward: number }[] = [];
    for (let e = episode; e > 0 && latest.length < LATEST; e -= 1) latest.push(...series.childrenOf(e).slice(-LATEST));
    const children = latest.map((child) => ({ ...child, visits: 1, met: metOf(space, child.arch) }));
    return new Map(tallyDecisions(children).map((row) => [row.name, row.options.map(({ visits }) => visits)]));
  }, [space, series, episode, version]);
  const isPolicy = marginals !== null;
  const [page, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(met.length / PAGE));
  const at = Math.min(page, pages - 1);
  const from = at * PAGE;
  return (
    <>
      <ol className="decisions" aria-label="Decisions of the child on show" start={from + 1}>
        {met.slice(from, from + PAGE).map((one, i) => (
          <DecisionRow
            key={one.decision.name}
            met={one}
            isChosen={shown !== null}
            shares={sharesOf(one, marginals?.[from + i] ?? null, tried.get(one.decision.name) ?? null)}
            words={isPolicy ? 'of the policy' : `of the latest ${LATEST} children at most`}
          />
        ))}
      </ol>
      <p className="stage-foot decisions-foot">
        {isPolicy ? 'bars: the policy' : 'bars: tried of late'}
        {pages === 1 ? null : (
          <span>
            <button
              type="button"
              className="link"
              aria-label="Earlier decisions"
              disabled={at === 0}
              onClick={() => setPage(at - 1)}
            >
              ‹
            </button>{' '}
            {from + 1} to {Math.min(met.length, from + PAGE)} of {met.length}{' '}
            <button
              type="button"
              className="link"
              aria-label="Later decisions"
              disabled={at === pages - 1}
              onClick={() => setPage(at + 1)}
            >
              ›
            </button>
          </span>
        )}
      </p>
    </>
  );
}

/** A share for each option; null where nothing is known. */
function sharesOf(met: Met, marginal: Float32Array | null, visits: readonly number[] | null): readonly number[] | null {
  const bins = binsOf(met.decision).length;
  if (marginal !== null && marginal.length === bins) return Array.from(marginal);
  const sum = visits?.reduce((a, b) => a + b, 0) ?? 0;
  return visits === null || sum === 0 || visits.length !== bins ? null : visits.map((n) => n / sum);
}

interface DecisionRowProps {
  readonly met: Met;
  readonly isChosen: boolean;
  readonly shares: readonly number[] | null;
  readonly words: string;
}

function DecisionRow({ met, isChosen, shares, words }: DecisionRowProps) {
  const { decision } = met;
  const bins = binsOf(decision);
  const chosen = binOf(met);
  const text = isChosen ? opLabel(choiceWords(met)) : '';
  const share = shares?.[chosen];
  return (
    <li>
      <span className="decision-name" title={decision.name}>
        {shortText(decision.name, 22)}
      </span>
      <span className="decision-bars" aria-hidden="true">
        {bins.map((option, i) => (
          <i
            className="decision-bar"
            key={option}
            data-chosen={isChosen && i === chosen}
            title={`${option}: ${formatPercent(shares?.[i], 0)} ${words}`}
          >
            <b style={{ height: `${Math.max(6, 100 * (shares?.[i] ?? 0))}%` }} />
          </i>
        ))}
        {isChosen && decision.kind !== 'categorical' ? (
          <em className="decision-mark" style={{ left: `${100 * shareOf(decision, met.choice)}%` }} />
        ) : null}
      </span>
      <span className="decision-choice" title={text}>
        {shortText(text, 14)}
      </span>
      {share === undefined ? null : (
        <span className="sr-only">
          , {formatPercent(share, 0)} {words}
        </span>
      )}
    </li>
  );
}
