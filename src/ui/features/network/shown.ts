import { useMemo } from 'react';
import type { PlainError } from '../../../engine/core/errors';
import type { GraphCount, NetworkGraph } from '../../../engine/graph/types';
import { countedChild } from '../../shared/childGraph';
import { archLabel } from '../../shared/ops';
import { useShownCell } from '../../shared/useShownCell';
import { useLab } from '../../store';

/** A network on show, with what people call it and where it comes from. */
export interface ShownNetwork {
  readonly graph: NetworkGraph;
  readonly count: GraphCount;
  /** 'Best child so far', 'Selected child', 'Of your own'. */
  readonly origin: string;
  readonly title: string;
  /** For file names and notes: space and text form. */
  readonly space: string;
  readonly arch: string;
}

export type Showing =
  | { readonly state: 'empty' }
  | { readonly state: 'failed'; readonly origin: string; readonly error: PlainError }
  | { readonly state: 'shown'; readonly network: ShownNetwork };

/** The run's child on show: the one selected anywhere in the page, else the best so far, else the latest. */
export function useRunNetwork(): Showing {
  const config = useLab((state) => state.config);
  const table = useLab((state) => state.table);
  const selected = useLab((state) => state.selectedArch);
  const best = useLab((state) => state.run.best?.arch ?? null);
  const cell = useShownCell();
  const latest = cell?.space === config?.space.id ? (cell?.arch ?? null) : null;
  const arch = selected ?? best ?? latest;
  const origin = selected !== null ? 'Selected child' : best !== null ? 'Best child so far' : 'Latest child';
  return useMemo((): Showing => {
    const counted = arch === null || config === null ? null : countedChild(arch, config, table);
    if (counted === null || arch === null || config === null) return { state: 'empty' };
    if (!counted.ok) return { state: 'failed', origin, error: counted.error };
    const { graph, count } = counted;
    return { state: 'shown', network: { graph, count, origin, title: archLabel(arch), space: config.space.id, arch } };
  }, [arch, origin, config, table]);
}
