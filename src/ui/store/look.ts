import type { StoreApi } from 'zustand';
import { readPref, writePref } from './prefs';
import type { LabState, ThemeChoice } from './types';

type Look = Pick<
  LabState,
  | 'selectedArch'
  | 'hoveredArch'
  | 'episodeCursor'
  | 'panel'
  | 'overlays'
  | 'theme'
  | 'projector'
  | 'smoothing'
  | 'select'
  | 'hover'
  | 'setCursor'
  | 'setPanel'
  | 'setOverlays'
  | 'setTheme'
  | 'setProjector'
  | 'setSmoothing'
>;

function savedTheme(): ThemeChoice {
  const saved = readPref('theme');
  return saved === 'light' || saved === 'dark' ? saved : 'system';
}

/** What the person looks at, and how the page looks. */
export function lookSlice(set: StoreApi<LabState>['setState'], get: StoreApi<LabState>['getState']): Look {
  return {
    selectedArch: null,
    hoveredArch: null,
    episodeCursor: null,
    panel: null,
    overlays: [],
    theme: savedTheme(),
    projector: readPref('projector') === 'on',
    smoothing: 20,
    select: (arch) => set((state) => ({ selectedArch: arch === state.selectedArch ? null : arch })),
    hover: (arch) => {
      if (arch !== get().hoveredArch) set({ hoveredArch: arch });
    },
    setCursor: (episode, last = get().series.episodes) => {
      set({ episodeCursor: episode === null || episode >= last ? null : Math.max(1, Math.round(episode)) });
    },
    setPanel: (panel) => set({ panel }),
    setOverlays: (overlays) => set({ overlays }),
    setTheme: (theme) => {
      writePref('theme', theme);
      set({ theme });
    },
    setProjector: (on) => {
      writePref('projector', on ? 'on' : 'off');
      set({ projector: on });
    },
    setSmoothing: (episodes) => set({ smoothing: Math.min(500, Math.max(1, Math.round(episodes))) }),
  };
}
