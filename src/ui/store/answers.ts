/** Questions to the run worker that have an answer, by the number that each carries. */
export class Answers<T> {
  private readonly waiting = new Map<
    number,
    { readonly resolve: (answer: T) => void; readonly reject: (error: Error) => void }
  >();
  private next = 1;

  /** send: posts the question under its number. */
  ask(send: (id: number) => void): Promise<T> {
    const id = this.next;
    this.next += 1;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      send(id);
    });
  }

  resolve(id: number, answer: T): void {
    this.waiting.get(id)?.resolve(answer);
    this.waiting.delete(id);
  }

  reject(id: number, error: Error): void {
    this.waiting.get(id)?.reject(error);
    this.waiting.delete(id);
  }

  /** Whoever waits gets this answer. */
  resolveAll(answer: T): void {
    for (const { resolve } of this.waiting.values()) resolve(answer);
    this.waiting.clear();
  }
}
