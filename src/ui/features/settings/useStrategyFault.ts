import { useEffect, useState } from 'react';
import type { PlainError } from '../../../engine/core/errors';
import { SYNTHETIC_DEFAULTS } from '../../../engine/estimate/metadata';
import type { RunConfig } from '../../../engine/run/config';
import { usePreview } from '../../store/preview';

/** Settings stand still for so long before a strategy is tried on its space. */
const CALM_MS = 400;

/**
 * Why a strategy cannot take the space, found out by opening it there for one episode beside the run; null while that is not known, or
 * where it can.
 */
export function useStrategyFault(config: RunConfig | null): PlainError | null {
  const key =
    config === null
      ? ''
      : JSON.stringify([config.space, config.strategy, config.estimator.id === 'table' ? config.estimator : null]);
  const [found, setFound] = useState<{ readonly key: string; readonly error: PlainError | null }>({ key: '', error: null });
  const check = usePreview((state) => state.check);
  useEffect(() => {
    if (config === null || found.key === key) return;
    let isWanted = true;
    const timer = setTimeout(() => {
      void check(config.estimator.id === 'table' ? config : { ...config, estimator: SYNTHETIC_DEFAULTS }).then((error) => {
        if (isWanted) setFound({ key, error });
      });
    }, CALM_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [config, key, found.key, check]);
  return found.key === key ? found.error : null;
}
