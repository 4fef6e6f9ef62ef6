import { stateBytes, type TrainedState } from '../train/state';

/** What weights of earlier stretches may take in memory unless told otherwise: some hundreds of children of profile 'teach'. */
export const WEIGHT_BYTES = 384 * 2 ** 20;

/**
 * Weights of trainings that may be gone on from, by key, in memory: at most so many bytes, the least recently used let go first.
 * What is not here any more is not lost, but has to be trained again.
 */
export class WeightStore {
  /** In the order of use, the least recent first. */
  private readonly held = new Map<string, { readonly state: TrainedState; readonly bytes: number }>();
  private total = 0;

  constructor(private readonly maxBytes = WEIGHT_BYTES) {}

  /** Of all that is held. */
  get bytes(): number {
    return this.total;
  }

  get(key: string): TrainedState | undefined {
    const found = this.held.get(key);
    if (found === undefined) return undefined;
    this.held.delete(key);
    this.held.set(key, found);
    return found.state;
  }

  /** False where the state by itself is larger than all that may be held: then nothing is let go for it. */
  put(key: string, state: TrainedState): boolean {
    const bytes = stateBytes(state);
    if (bytes > this.maxBytes) return false;
    this.drop(key);
    for (const oldest of this.held.keys()) {
      if (this.total + bytes <= this.maxBytes) break;
      this.drop(oldest);
    }
    this.held.set(key, { state, bytes });
    this.total += bytes;
    return true;
  }

  clear(): void {
    this.held.clear();
    this.total = 0;
  }

  private drop(key: string): void {
    this.total -= this.held.get(key)?.bytes ?? 0;
    this.held.delete(key);
  }
}
