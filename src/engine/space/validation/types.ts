import type { Shape } from '../../core/shape';
import type { ProfileId } from '../types';

export type SpaceWarningCode =
  | 'few-operations'
  | 'no-identity'
  | 'channels-shrink'
  | 'option-without-effect'
  | 'cannot-be-built'
  | 'over-memory'
  | 'small'
  | 'large'
  | 'duplicates';

export interface SpaceWarning {
  readonly code: SpaceWarningCode;
  /** The decision or the option it is about, 'op1' or 'op1=max'; '' where it is about the whole space. */
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
  /** A genotype that shows it, as text; null where none does alone. */
  readonly example: string | null;
}

export interface SpaceReport {
  readonly space: string;
  readonly size: bigint | null;
  /** Genotypes looked at, and whether these are all there are. */
  readonly looked: number;
  readonly complete: boolean;
  /** Of those looked at that could be built: different genotypes, and different networks among them (training aside). */
  readonly genotypes: number;
  readonly networks: number;
  readonly unbuildable: number;
  readonly overMemory: number;
  /** Decisions of a genotype: fewest and most. */
  readonly decisions: readonly [number, number];
  readonly warnings: readonly SpaceWarning[];
}

export interface ValidateOptions {
  readonly input?: Shape;
  readonly classes?: number;
  readonly profile?: ProfileId;
  /** Genotypes drawn where there are more than that; default 120. */
  readonly samples?: number;
  /** Changes of one choice that are tried to see what an option does; default 240. */
  readonly changes?: number;
  readonly seed?: number;
  /** Memory that training a child may take; absent: not checked. */
  readonly memoryLimitBytes?: number;
  /** Images of a step, for the memory; default 64. */
  readonly batch?: number;
  readonly onProgress?: (done: number, total: number) => void;
  /** Asked after each genotype; true ends the look early, with what was seen. */
  readonly stopped?: () => boolean;
}
