import { type RefObject, useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { RunConfig } from '../../engine/run/config';
import { openInstant } from '../../worker/instantClient';
import { SeedRunner, type SeedRuns } from './seedRunner';

/** A runner that lives as long as the component: leaving ends its workers at once. */
export function useSeedRunner(): SeedRunner {
  const [runner] = useState(() => new SeedRunner(() => openInstant(new URL('.', location.href).href)));
  useEffect(() => runner.hold(), [runner]);
  return runner;
}

/** A config over seeds, computed while it is wanted; the lowest rank goes first. config and seeds keep their identity while they are the same. */
export function useSeedRuns(
  runner: SeedRunner,
  config: RunConfig,
  seeds: readonly number[],
  { rank, isWanted }: { readonly rank: number; readonly isWanted: boolean },
): SeedRuns {
  useEffect(() => {
    if (!isWanted) return;
    return runner.want(config, seeds, rank);
  }, [runner, config, seeds, rank, isWanted]);
  return useSyncExternalStore(
    runner.subscribe,
    useCallback(() => runner.read(config), [runner, config]),
  );
}

/** Whether an element can be seen: on the screen or nearly so, in a page that is not hidden. */
export function useOnScreen(ref: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false);
  const [isShown, setShown] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: '60px',
    });
    observer.observe(element);
    const onVisibility = (): void => setShown(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [ref]);
  return isNear && isShown;
}
