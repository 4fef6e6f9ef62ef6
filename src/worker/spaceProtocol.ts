import type { Shape } from '../engine/core/shape';
import type { SpaceDefinition } from '../engine/space/blocks/types';
import type { SpaceConfig } from '../engine/space/config';
import type { Diagnostic } from '../engine/space/json/parse';
import type { Decision, ProfileId } from '../engine/space/types';
import type { SpaceReport } from '../engine/space/validateSpace';
import type { CancelCommand, FailedMessage, ProgressMessage } from './requests';

/** Typed messages between the page and the space worker, which reads, draws and validates search spaces that people write. */
export type SpaceCommand =
  | { readonly type: 'read'; readonly id: number; readonly text: string }
  | {
      readonly type: 'draw';
      readonly id: number;
      readonly definition: SpaceDefinition;
      /** The n-th genotype drawn of this space. */
      readonly draw: number;
      readonly image: Shape;
    }
  | {
      readonly type: 'validate';
      readonly id: number;
      readonly definition: SpaceDefinition;
      readonly image: Shape;
      readonly memoryLimitBytes: number;
    }
  | CancelCommand;

/** A decision, and on how many of the walks that were tried it was asked. */
export interface MetDecision {
  readonly decision: Decision;
  readonly walks: number;
}

/** What is known of a space without errors. */
export interface ReadSpace {
  readonly config: SpaceConfig & { readonly definition: SpaceDefinition };
  readonly title: string;
  readonly profiles: readonly ProfileId[];
  readonly size: bigint | null;
  readonly sizeReason: string | null;
  /** The most decisions met on one walk. */
  readonly decisions: number;
  /** In the order they are first asked. */
  readonly met: readonly MetDecision[];
  readonly walks: number;
  /** Decisions that are not in `met` since there are too many. */
  readonly left: number;
}

export interface ReadText {
  readonly diagnostics: readonly Diagnostic[];
  /** Null where there are errors. */
  readonly space: ReadSpace | null;
}

/** A decision of a genotype, with its choice in words. */
export interface Chosen {
  readonly name: string;
  readonly choice: string;
}

/** A genotype with its network. */
export interface DrawnSample {
  readonly text: string;
  readonly chosen: readonly Chosen[];
  /** Null where this genotype cannot be built: `fault` says why. */
  readonly network: {
    readonly params: number;
    readonly macs: number;
    readonly layers: number;
    /** Of training on a batch of 64: activations and their gradients, weights with gradients and Adam's moments. */
    readonly memoryBytes: number;
    readonly svg: { readonly light: string; readonly dark: string };
  } | null;
  readonly fault: { readonly message: string; readonly remedy: string } | null;
}

export interface ValidateProgress {
  readonly done: number;
  readonly total: number;
}

export type SpaceAnswer =
  | { readonly type: 'read'; readonly id: number; readonly read: ReadText }
  | { readonly type: 'drawn'; readonly id: number; readonly sample: DrawnSample }
  | { readonly type: 'validated'; readonly id: number; readonly report: SpaceReport };

export type SpaceMessage = SpaceAnswer | ProgressMessage<ValidateProgress> | FailedMessage;
