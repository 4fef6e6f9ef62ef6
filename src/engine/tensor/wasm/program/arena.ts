import type { Heap } from '../heap';

/**
 * One area of tfjs-wasm's memory that programs take turns in: none keeps anything there from one run to the next. It grows
 * to what the largest needs, and may move when it does.
 */
export class Arena {
  private at = 0;
  private bytes = 0;

  constructor(private readonly heap: Heap) {}

  /** Where the area lies, of at least so many bytes. LabError 'backend' where memory is exhausted. */
  reserve(bytes: number): number {
    if (bytes > this.bytes) {
      this.dispose();
      this.at = this.heap.allocate(bytes);
      this.bytes = bytes;
    }
    return this.at;
  }

  dispose(): void {
    if (this.bytes > 0) this.heap.release(this.at);
    this.at = 0;
    this.bytes = 0;
  }
}
