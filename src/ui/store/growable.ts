/** Append-only columns in typed arrays: amortised O(1) push, no boxing, no copies for readers. */

export class GrowableF64 {
  private data = new Float64Array(1024);
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(value: number): void {
    if (this.count === this.data.length) {
      const wider = new Float64Array(this.data.length * 2);
      wider.set(this.data);
      this.data = wider;
    }
    this.data[this.count] = value;
    this.count += 1;
  }

  /** NaN outside 0..length-1. */
  at(index: number): number {
    return index >= 0 && index < this.count ? (this.data[index] ?? Number.NaN) : Number.NaN;
  }

  /** A view of what is filled; valid until the next push. */
  view(): Float64Array {
    return this.data.subarray(0, this.count);
  }
}

/**
 * Snapshots of `width` numbers, one an episode, in bounded memory: at most `capacity` are held. When full, every second
 * one is dropped and from then on only every 2nd, 4th, ... episode is kept, so that a run of any length can be scrubbed.
 */
export class SnapshotRows {
  private data: Float32Array;
  private count = 0;
  private stride = 1;
  private seen = 0;

  constructor(
    readonly width: number,
    private readonly capacity = 4096,
  ) {
    this.data = new Float32Array(width * Math.min(256, capacity));
  }

  /** The snapshot of the next episode (0, 1, 2, ...). */
  push(row: ArrayLike<number>): void {
    const keep = this.seen % this.stride === 0;
    this.seen += 1;
    if (!keep) return;
    if (this.count === this.capacity) this.thin();
    if ((this.seen - 1) % this.stride !== 0) return;
    if ((this.count + 1) * this.width > this.data.length) {
      const wider = new Float32Array(Math.min(this.data.length * 2, this.capacity * this.width));
      wider.set(this.data);
      this.data = wider;
    }
    this.data.set(row, this.count * this.width);
    this.count += 1;
  }

  private thin(): void {
    const kept = Math.ceil(this.count / 2);
    for (let i = 0; i < kept; i += 1) {
      this.data.copyWithin(i * this.width, i * 2 * this.width, (i * 2 + 1) * this.width);
    }
    this.count = kept;
    this.stride *= 2;
  }

  /** The latest snapshot at or before an episode index (0-based); null where there is none. */
  atOrBefore(episodeIndex: number): Float32Array | null {
    if (this.count === 0 || episodeIndex < 0) return null;
    const row = Math.min(this.count - 1, Math.floor(episodeIndex / this.stride));
    return this.data.subarray(row * this.width, (row + 1) * this.width);
  }
}
