/**
 * States of a replay that moves back and forth through a run's episodes: evenly spread ones over all that was replayed, at most `most`
 * (every second one is dropped when they are too many), and the `recent` last ones, so that the way back is as short as the way forth.
 */
export class KeptStates<State> {
  private readonly spread: Map<number, State>;
  private readonly latest = new Map<number, State>();
  private stride = 1;

  /** start: the state before the first episode; it is always kept. */
  constructor(
    private readonly start: State,
    private readonly sizes: { readonly most: number; readonly recent: number },
  ) {
    this.spread = new Map([[0, start]]);
  }

  /** Whether an episode's state is one of the evenly spread. */
  isDue(episode: number): boolean {
    return episode % this.stride === 0 && !this.spread.has(episode);
  }

  keep(episode: number, state: State): void {
    if (this.isDue(episode)) this.spread.set(episode, state);
    if (this.spread.size > this.sizes.most) {
      this.stride *= 2;
      for (const at of this.spread.keys()) if (at % this.stride !== 0) this.spread.delete(at);
    }
    this.latest.delete(episode);
    this.latest.set(episode, state);
    for (const at of this.latest.keys()) {
      if (this.latest.size <= this.sizes.recent) break;
      this.latest.delete(at);
    }
  }

  /** The latest at or before an episode. */
  before(episode: number): { readonly episode: number; readonly state: State } {
    let found = { episode: 0, state: this.start };
    for (const states of [this.spread, this.latest]) {
      for (const [at, state] of states) if (at <= episode && at > found.episode) found = { episode: at, state };
    }
    return found;
  }
}
