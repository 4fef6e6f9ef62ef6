interface SummaryProps {
  readonly changes: number;
  readonly faults: number;
  readonly seed: unknown;
  /** Changes are computed at once, beside the run. */
  readonly isInstant: boolean;
}

/** What applying would change, in a sentence. */
export function Summary({ changes, faults, seed, isInstant }: SummaryProps) {
  if (faults > 0) return <span className="set-fault">{faults === 1 ? '1 value needs' : `${faults} values need`} attention.</span>;
  if (changes === 0) {
    return isInstant ? (
      <>Move anything: the whole run is computed again while you do.</>
    ) : (
      <>Nothing changed; seed {String(seed)}. These children are trained: a change takes a new run.</>
    );
  }
  return (
    <>
      {changes === 1 ? '1 change' : `${changes} changes`}. Applying starts the run again with seed {String(seed)}.
    </>
  );
}
