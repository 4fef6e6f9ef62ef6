import type { StageView } from '../../../../engine/search/views';

export interface StageChild {
  readonly trial: number;
  readonly arch: string;
  readonly reward: number;
  readonly column: number;
  readonly row: number;
}

export interface StageColumns {
  readonly children: readonly StageChild[];
  /** From a kept child to one of the next stage that was made of it. */
  readonly links: readonly { readonly from: StageChild; readonly to: StageChild }[];
  readonly rows: number;
}

/** Kept children stage by stage, the best on top. parentOf: the trial that a trial extends; null where it is not known. */
export function stageColumns(
  stages: readonly StageView[],
  parentOf: (trial: number) => number | null,
  mostRows: number,
): StageColumns {
  const children = [...stages]
    .sort((a, b) => a.stage - b.stage)
    .flatMap(({ kept }, column) =>
      [...kept]
        .sort((a, b) => b.reward - a.reward || a.trial - b.trial)
        .slice(0, mostRows)
        .map((child, row): StageChild => ({ ...child, column, row })),
    );
  const byTrial = new Map(children.map((child) => [child.trial, child]));
  const links = children.flatMap((to) => {
    const parent = parentOf(to.trial);
    const from = parent === null ? undefined : byTrial.get(parent);
    return from === undefined || from.column >= to.column ? [] : [{ from, to }];
  });
  return { children, links, rows: children.reduce((most, { row }) => Math.max(most, row + 1), 0) };
}
