import type { FaultId } from '../../src/engine/controller/faults';
import { FAULTS } from '../../src/engine/controller/faults';
import type { RunConfig } from '../../src/engine/run/config';
import { PRESETS, presetById } from '../../src/engine/run/presets';
import { CANCELLING, nameOf, withFaults } from '../../src/ui/features/learn/faults/model';

export const SEEDS: readonly number[] = Array.from({ length: 16 }, (_, i) => i + 1);

interface Shown {
  readonly title: string;
  readonly config: RunConfig;
}

export interface CurvePlan {
  /** The file's name without its ending. */
  readonly name: string;
  readonly title: string;
  readonly panels: readonly Shown[];
  /** Drawn in grey behind every panel. */
  readonly behind?: Shown;
  /** Children: for controllers that propose one at a time beside those that propose twenty. */
  readonly axis: 'episodes' | 'children';
  readonly columns: number;
}

const preset = (id: string): Shown => ({ title: PRESETS.find((one) => one.id === id)?.title ?? id, config: presetById(id) });

/** One controller or update by itself. */
const alone = (id: string): CurvePlan => ({
  name: `controller-${id}`,
  title: `${preset(id).title}: mean reward, median and quartiles over ${SEEDS.length} seeds`,
  panels: [preset(id)],
  axis: 'children',
  columns: 1,
});

const CONTROLLERS = [
  'fig5',
  'fig5-normalised',
  'fig5-as-published',
  'fig5-printed',
  'nascell',
  'reinforce-one-hot',
  'reinforce-embedding',
];

const faulty = (faults: readonly FaultId[], title: string): Shown => ({ title, config: withFaults(faults) });

export const CURVES: readonly CurvePlan[] = [
  ...CONTROLLERS.map(alone),
  {
    name: 'fig5',
    title: 'Figure 5 on the shipped table: the paper’s settings, normalised advantages, and the baseline as published',
    panels: ['fig5', 'fig5-normalised', 'fig5-as-published'].map(preset),
    axis: 'episodes',
    columns: 3,
  },
  {
    name: 'fig6',
    title: 'Figure 6 on the shipped table: the paper’s settings and normalised advantages',
    panels: ['fig6', 'fig6-normalised'].map(preset),
    axis: 'episodes',
    columns: 2,
  },
  {
    name: 'faults',
    title: 'What each fault of the printed controller does to figure 5, the corrected run in grey',
    panels: [
      ...FAULTS.map(({ id, number, title }) => faulty([id], `${number} ${title}`)),
      faulty(CANCELLING, '1a and 1b together'),
      faulty(
        FAULTS.map(({ id }) => id),
        'all of them',
      ),
    ],
    behind: faulty([], nameOf([])),
    axis: 'episodes',
    columns: 3,
  },
];

/** Whose sample efficiency is compared with random and exhaustive search. */
export const EFFICIENCY: readonly Shown[] = CONTROLLERS.map(preset);

export const FAULT_ROWS: readonly Shown[] = [
  faulty([], nameOf([])),
  ...FAULTS.map(({ id }) => faulty([id], nameOf([id]))),
  faulty(CANCELLING, nameOf(CANCELLING)),
];
