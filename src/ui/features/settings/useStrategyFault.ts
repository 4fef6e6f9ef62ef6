import { useEffect, useMemo, useState } from 'react';
import type { PlainError } from '../../../engine/core/errors';
import { SYNTHETIC_DEFAULTS } from '../../../engine/estimate/metadata';
import { trainsChildren } from '../../../engine/estimate/trainsChildren';
import type { RunConfig } from '../../../engine/run/config';
import { TRAINING_SUFFIX } from '../../../engine/space/spaceId';
import { usePreview } from '../../store/preview';

/** Settings stand still for so long before a strategy is tried on its space. */
const CALM_MS = 400;

/**
 * Why a strategy cannot take the space, found out by opening it there for one episode beside the run; null while that is not known, or
 * where it can.
 */
export function useStrategyFault(config: RunConfig | null): PlainError | null {
  const tried = useMemo(() => (config === null ? null : triedOf(config)), [config]);
  const key = tried === null ? '' : JSON.stringify({ ...tried, title: '', seed: 1 });
  const [found, setFound] = useState<{ readonly key: string; readonly error: PlainError | null }>({ key: '', error: null });
  const check = usePreview((state) => state.check);
  useEffect(() => {
    if (tried === null || found.key === key) return;
    let isWanted = true;
    const timer = setTimeout(() => {
      void check(tried).then((error) => {
        if (isWanted) setFound({ key, error });
      });
    }, CALM_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [tried, key, found.key, check]);
  return tried !== null && found.key === key ? withPlace(found.error, tried.space.id) : null;
}

/**
 * What is tried in a run's place: where children are trained, the strategy on an invented landscape with as many epochs as it may ask
 * for; null where a landscape lacks what the strategy wants to be measured.
 */
export function triedOf(config: RunConfig): RunConfig | null {
  const { estimator, strategy } = config;
  if (!trainsChildren(estimator)) return config;
  if (strategy.id === 'nsga-2' && strategy.objectives.some(({ of }) => of === 'latency')) return null;
  return { ...config, estimator: { ...SYNTHETIC_DEFAULTS, epochs: 1000 } };
}

/** In this panel training hyperparameters are joined to a space by a switch. */
function withPlace(fault: PlainError | null, space: string): PlainError | null {
  const joined = `'${space}${TRAINING_SUFFIX}'`;
  if (fault === null || !fault.remedy.includes(joined)) return fault;
  return {
    ...fault,
    remedy:
      "Turn on the space's switch 'search learning rate, batch, dropout, optimiser and augmentation as well', or choose a strategy of architectures.",
  };
}
