import type { PanelId } from '../../store';

export interface PanelEntry {
  readonly id: PanelId;
  /** Its heading, and what the button that opens it is called. */
  readonly title: string;
  /** What the button shows: its group's caption says the rest. */
  readonly short: string;
  /** What is found there. */
  readonly note: string;
}

export interface PanelGroup {
  readonly caption: string;
  readonly panels: readonly PanelEntry[];
}

const entry = (id: PanelId, title: string, note: string, short = title): PanelEntry => ({ id, title, short, note });

/** Every panel, by what one wants to do. */
export const PANEL_GROUPS: readonly PanelGroup[] = [
  {
    caption: 'Set up',
    panels: [
      entry('settings', 'Settings', 'Space, strategy and estimator of the run, and every knob of them'),
      entry('reward-editor', 'Reward editor', 'What a child is worth: presets and your own code', 'Reward'),
      entry('space', 'Space', 'Write a search space, check it and search it'),
      entry('data', 'Data', 'Images to train on: fetched, or your own'),
      entry('tables', 'Tables', 'Recorded results of whole spaces, and measuring your own'),
    ],
  },
  {
    caption: 'Look inside',
    panels: [
      entry('children', 'Children', 'Every child so far, sorted and plotted'),
      entry('network', 'Network', 'A child as a graph of layers, with shapes, parameters and code'),
      entry('strategy', 'Strategy', 'How the strategy thinks, as it searches'),
    ],
  },
  {
    caption: 'Compare',
    panels: [
      entry('runs', 'Compare runs', 'Runs kept in this browser, laid over each other', 'Runs'),
      entry('compare', 'Compare strategies', 'Several strategies over several seeds at one budget', 'Strategies'),
      entry('efficiency', 'Sample efficiency', 'How many children until the best is found', 'Efficiency'),
    ],
  },
  {
    caption: 'Understand',
    panels: [
      entry('slow-motion', 'Slow motion', 'One episode of a controller, number by number'),
      entry('learn', 'Learn', 'What each part does, with its formula and source'),
    ],
  },
];

/** Of a panel. */
export function panelTitle(id: PanelId): string {
  for (const { panels } of PANEL_GROUPS) {
    const found = panels.find((panel) => panel.id === id);
    if (found !== undefined) return found.title;
  }
  return id;
}
