import type { ReactNode } from 'react';
import { formatCount } from '../../shared/format';
import { useThrottled } from '../../shared/hooks';
import { useLab } from '../../store';
import './header.css';
import { BackendChip } from './BackendChip';
import { PresetPicker } from './PresetPicker';
import { SeedControl } from './SeedControl';
import { Transport } from './Transport';
import { ViewToggles } from './ViewToggles';

/** share: the Share button, a feature of its own; placed by the page. */
export function Header({ share }: { readonly share: ReactNode }) {
  return (
    <header className="header">
      <h1>NAS Lab</h1>
      <PresetPicker />
      <Transport />
      <Counts />
      <SeedControl />
      <BackendChip />
      {share}
      <ViewToggles />
    </header>
  );
}

function Counts() {
  const run = useThrottled(
    useLab((state) => state.run),
    250,
  );
  const size = useLab((state) => state.table?.rows.length ?? null);
  return (
    <p className="counts">
      <span>
        <b>{formatCount(run.counts.children + run.scored)}</b> children
      </span>
      <span>
        <b>{formatCount(run.counts.unique)}</b> distinct{size === null ? '' : ` of ${size}`}
      </span>
    </p>
  );
}
