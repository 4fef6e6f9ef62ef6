import type { ProposedTrial } from '../../engine/run/events';
import type { ProposalOrigin } from '../../engine/search/origin';

/** Trials whose origin is kept: the latest. */
export const LINEAGE_LIMIT = 2000;

/** Where the run's latest trials come from, outside React; read again when the store's `version` changes. */
export class Lineage {
  private readonly origins = new Map<number, ProposalOrigin>();

  /** In the order of proposal; a trial that is proposed again after a resume counts as it was proposed last. */
  record(trials: readonly ProposedTrial[]): void {
    for (const { trial, origin } of trials) if (origin !== undefined) this.origins.set(trial, origin);
    for (const trial of this.origins.keys()) {
      if (this.origins.size <= LINEAGE_LIMIT) return;
      this.origins.delete(trial);
    }
  }

  of(trial: number): ProposalOrigin | null {
    return this.origins.get(trial) ?? null;
  }
}
