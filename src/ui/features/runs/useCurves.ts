import { useEffect, useMemo, useRef, useState } from 'react';
import type { LoadedRun, StoredRun } from '../../../worker/runStore';
import { useThrottled } from '../../shared/hooks';
import { useLab } from '../../store';
import { curveOfEvents, curveOfSeries, type RunCurve } from './curves';

/** The open run's curve is read again at most so often. */
const CALM_MS = 1000;

/**
 * The curves of the chosen runs, in order: the open run's from the page, the others' from what is kept, read once for
 * each state of theirs. `load` must not change from render to render.
 */
export function useCurves(chosen: readonly StoredRun[], load: (id: string) => Promise<LoadedRun | null>): readonly RunCurve[] {
  const runId = useLab((state) => state.runId);
  const series = useLab((state) => state.series);
  const version = useThrottled(
    useLab((state) => state.version),
    CALM_MS,
  );
  const [kept, setKept] = useState<ReadonlyMap<string, RunCurve>>(new Map());
  const asked = useRef(new Set<string>());
  const keyOf = (run: StoredRun): string => `${run.id}:${run.updatedAt}`;

  useEffect(() => {
    for (const run of chosen) {
      const key = `${run.id}:${run.updatedAt}`;
      if (run.id === runId || asked.current.has(key)) continue;
      asked.current.add(key);
      void load(run.id).then((loaded) => {
        if (loaded === null) return;
        const curve = curveOfEvents(run.id, run.title, loaded.events);
        setKept((held) => new Map(held).set(key, curve));
      });
    }
  }, [chosen, load, runId]);

  const open = chosen.find((run) => run.id === runId);
  const title = open?.title ?? '';
  // The series grows in place: its version says when to read it again.
  const openCurve = useMemo(
    () => (runId === null || version < 0 ? null : curveOfSeries(runId, title, series)),
    [runId, title, series, version],
  );
  const names = namesOf(chosen);
  return chosen.flatMap((run, i) => {
    const curve = run.id === runId ? openCurve : kept.get(keyOf(run));
    return curve === null || curve === undefined ? [] : [{ ...curve, title: names[i] ?? run.title }];
  });
}

/** Titles that can be told apart: equal ones get their seed, and a number where that is equal too. */
export function namesOf(runs: readonly Pick<StoredRun, 'title' | 'config'>[]): readonly string[] {
  const sameTitle = (title: string): number => runs.filter((run) => run.title === title).length;
  const seeded = runs.map((run) => (sameTitle(run.title) > 1 ? `${run.title}, seed ${run.config.seed}` : run.title));
  return seeded.map((name, i) => {
    if (seeded.indexOf(name) === seeded.lastIndexOf(name)) return name;
    return `${name} (${seeded.slice(0, i + 1).filter((other) => other === name).length})`;
  });
}
