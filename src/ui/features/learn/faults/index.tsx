import { useMemo, useState } from 'react';
import { FAULTS } from '../../../../engine/controller/faults';
import { Segmented } from '../../../shared/Segmented';
import { useSeedRunner, useSeedRuns } from '../../../shared/useSeedRuns';
import { useLab } from '../../../store';
import type { Axes } from './BandChart';
import { Builder } from './Builder';
import { CHILD_FAULTS, publishedChildren } from './childFaults';
import { FaultCard } from './FaultCard';
import type { FigureWorld } from './FaultFigure';
import { Mathematics } from './Mathematics';
import { FAULT_SEEDS, withFaults } from './model';
import { Pair } from './Pair';
import './faults.css';

const CORRECTED = withFaults([]);

type Scale = 'opening' | 'even';

const SCALES: readonly { readonly value: Scale; readonly label: string }[] = [
  { value: 'opening', label: 'opened near the best' },
  { value: 'even', label: 'even scale' },
];

function axesOf(rewards: readonly number[] | null, scale: Scale): Axes | null {
  if (rewards === null || rewards.length === 0) return null;
  const best = Math.max(...rewards);
  const random = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
  const isOpening = scale === 'opening';
  const range = isOpening
    ? ([Math.min(...rewards), best] as const)
    : ([Math.floor(Math.min(...rewards)), Math.ceil(best)] as const);
  return { range, isOpening, best, random, episodes: CORRECTED.stop.episodes };
}

/** Every fault of the code printed with the paper, what it breaks, and what it does, computed here and now. */
export function FaultsPage() {
  const runner = useSeedRunner();
  const [scale, setScale] = useState<Scale>('opening');
  const [isStopped, setStopped] = useState(false);
  const openRun = useLab((state) => state.openRun);
  const { rewards, isComputing } = useSeedRuns(runner, CORRECTED, FAULT_SEEDS, { rank: 0, isWanted: false });
  const axes = useMemo(() => axesOf(rewards, scale), [rewards, scale]);
  const world = useMemo<FigureWorld>(() => ({ runner, axes, isStopped }), [runner, axes, isStopped]);
  return (
    <div className="faults">
      <p>
        The code printed with the paper departs from its own text. Each fault of the controller is a switch here, and any
        combination runs. Every curve is being computed on this machine while you read: {FAULT_SEEDS.length} seeds of figure 5 on
        the recorded table, {CORRECTED.stop.episodes} episodes each.
      </p>
      <div className="fault-controls">
        <Segmented label="Scale of rewards" options={SCALES} value={scale} onChange={setScale} />
        <button type="button" className="button" onClick={() => setStopped(!isStopped)}>
          {isStopped ? 'Go on computing' : 'Stop computing'}
        </button>
        <p className="fault-key">
          <span data-key="own">median, quartiles</span>
          <span data-key="quiet">as corrected{isComputing ? ' (first)' : ''}</span>
          <span data-key="best">best cell</span>
          <span data-key="random">blind draws</span>
        </p>
      </div>
      <Pair world={world} />
      <Builder world={world} />
      <h4>The controller’s faults one by one</h4>
      <ol className="fault-cards">
        {FAULTS.map((fault, i) => (
          <FaultCard key={fault.id} fault={fault} rank={10 + i} world={world} />
        ))}
      </ol>
      <p>
        “As corrected” feeds the drawn operation forward. The experiment “Paper, figure 5” keeps fault 4, because the paper’s text
        describes it as its method; Settings offers both.
      </p>
      <h4>The child’s faults</h4>
      <p>
        These change what a child is worth, so no curve over recorded rewards can show them. What profile “as-published” carries
        is marked; the others are corrected everywhere in this lab.
      </p>
      <ol className="fault-cards">
        {CHILD_FAULTS.map((fault) => (
          <li key={fault.number} className="fault-card">
            <h5>
              <span className="fault-number">{fault.number}</span> {fault.title}
            </h5>
            <p>
              {fault.what} {fault.effect}
            </p>
            <Mathematics formula={fault.formula} broken={fault.broken} />
            <p className="learn-source">{fault.inProfile ? 'In profile “as-published”.' : 'Corrected in every profile.'}</p>
          </li>
        ))}
      </ol>
      <p>
        <button type="button" className="button" onClick={() => openRun(publishedChildren(), { play: false })}>
          Open a run with children as published
        </button>{' '}
        It trains them for real on drawn digits, and stands still until you press play.
      </p>
      <p>
        One number cannot be explained at all: the 117,972 parameters given for 3×3, max and for 3×3, avg follow from no reading
        of text or code.
      </p>
    </div>
  );
}
