import type { PlayedValues } from './played';

const cell = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** One row a contender and seed, numbers in full: what the statistics are computed of, in the order of the command line's events. */
export function valuesCsv(played: readonly PlayedValues[]): string {
  const rows = played.flatMap(({ name, runs }) =>
    runs.map(({ seed, value, outcome }) =>
      [name, seed, value, outcome.best, outcome.final, outcome.area, outcome.children, outcome.epochs, outcome.arch]
        .map((one) => cell(String(one)))
        .join(','),
    ),
  );
  return `${['name,seed,value,best,final,area,children,epochs,arch', ...rows].join('\n')}\n`;
}

/** As the command line's --anytime: one row a change of the best reward, by children and by epochs. */
export function anytimeCsv(played: readonly PlayedValues[]): string {
  const rows = played.flatMap(({ name, runs }) =>
    runs.flatMap(({ seed, outcome: { byChildren, byEpochs } }) =>
      [byChildren, byEpochs].flatMap(({ cost, best }, which) =>
        cost.map((spent, k) => [cell(name), seed, which === 0 ? 'children' : 'epochs', spent, best[k]].join(',')),
      ),
    ),
  );
  return `${['name,seed,cost,spent,best', ...rows].join('\n')}\n`;
}
