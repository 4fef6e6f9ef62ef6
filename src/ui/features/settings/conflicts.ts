import { SHIPPED_TABLES } from '../../../engine/estimate/metadata';
import type { TableFile } from '../../../engine/estimate/tableFile';
import type { RunConfig } from '../../../engine/run/config';
import { openSpace, spaceFault } from '../../../engine/space/catalogue';

/** Where the children of a shipped table come from. */
const SHIPPED_SPACE = 'a-small';

/** Parts of a valid configuration that do not go together: what is wrong and what to do, by the path at which to say it. */
export function conflictsOf(config: RunConfig, table: TableFile | null): ReadonlyMap<string, string> {
  const conflicts = new Map<string, string>();
  const unknown = spaceFault(config.space);
  if (unknown !== null) {
    conflicts.set('space.id', `${unknown.message} ${unknown.remedy}`);
    return conflicts;
  }
  const { estimator } = config;
  const space = openSpace(config.space);
  if (estimator.id === 'table') {
    const shipped = SHIPPED_TABLES.some(({ id }) => id === estimator.table);
    const measured = table?.id === estimator.table ? table.space : shipped ? SHIPPED_SPACE : null;
    if (measured !== null && measured !== space.id) {
      conflicts.set(
        'estimator.id',
        `The table '${estimator.table}' has measured ${measured}, not ${space.id}. Take an invented landscape or training, or measure a table of this space.`,
      );
    }
  } else if (estimator.id !== 'synthetic' && space.value !== undefined) {
    conflicts.set(
      'estimator.id',
      `${space.title} has no networks to train. Take the invented landscape: it answers with the function itself.`,
    );
  } else if (space.value === undefined && space.profiles.length > 0 && !space.profiles.includes(estimator.profile)) {
    conflicts.set('estimator.profile', `${space.id} is built at: ${space.profiles.join(', ')}.`);
  }
  return conflicts;
}
