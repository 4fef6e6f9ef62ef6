import { useMemo } from 'react';
import { ArchText } from '../../shared/ArchText';
import { childFacts } from '../../shared/childFacts';
import { formatCount, formatFixed, formatPercent } from '../../shared/format';
import { useThrottled } from '../../shared/hooks';
import { useLab } from '../../store';
import { useShown } from '../../store/preview';

interface HeatReadoutProps {
  readonly archs: readonly string[];
  readonly episode: number;
}

/** All numbers of one cell: under the pointer or focus, else selected, else the likeliest. They go on changing while it stays. */
export function HeatReadout({ archs, episode }: HeatReadoutProps) {
  const hovered = useLab((state) => state.hoveredArch);
  const selected = useLab((state) => state.selectedArch);
  const shown = useShown();
  const { series, truth } = shown;
  const children = useLab((state) => state.children);
  const table = useLab((state) => state.table);
  const version = useThrottled(shown.version, 250);
  const visits = useMemo(() => (version < 0 ? null : series.visitsUpTo(episode)), [series, episode, version]);
  const policy = useMemo(() => (version < 0 ? null : series.policyAt(episode)), [series, episode, version]);
  const likeliest = policy === null ? -1 : policy.indexOf(Math.max(...policy));
  const arch = hovered ?? selected ?? archs[likeliest] ?? null;
  if (arch === null) return <p className="heat-readout">Point at a cell, or walk the map with the arrow keys.</p>;
  const row = children.get(arch);
  const facts = childFacts(arch, row?.measurement ?? null, table);
  const p = policy?.[archs.indexOf(arch)];
  const lead = hovered !== null ? '' : selected !== null ? 'selected: ' : 'likeliest: ';
  return (
    <p className="heat-readout">
      <b>
        {lead}
        <ArchText arch={arch} most={40} />
      </b>
      <span>p {formatPercent(p, 1)}</span>
      <span>tried {formatCount(visits?.get(arch) ?? 0)}×</span>
      <span>reward {formatFixed(truth?.rewards.get(arch) ?? row?.reward)}</span>
      <span>{formatPercent(facts?.validAccuracy)}</span>
      <span>{formatCount(facts?.params)} params</span>
    </p>
  );
}
