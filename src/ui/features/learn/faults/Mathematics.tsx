/** The line of mathematics as it should be, and as the fault has it. */
export function Mathematics({ formula, broken }: { readonly formula: string; readonly broken: string }) {
  return (
    <dl className="fault-maths">
      <dt>right</dt>
      <dd>{formula}</dd>
      <dt>printed</dt>
      <dd>{broken}</dd>
    </dl>
  );
}
