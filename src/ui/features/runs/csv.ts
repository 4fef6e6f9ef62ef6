import { lossRow, rolloutRows } from '../../../engine/run/csv';
import type { RunEvent } from '../../../engine/run/events';
import type { SpaceConfig } from '../../../engine/space/config';
import { loadSpaces, openedSpace } from '../../shared/spaces';

/** rollouts.csv of a run's log: one row a child, its option indices and then its reward. config: of the run's space, a person's own among them. */
export async function rolloutsCsv(config: SpaceConfig, events: readonly RunEvent[]): Promise<string> {
  await loadSpaces();
  const space = openedSpace(config);
  return events
    .filter((event) => event.type === 'episode')
    .map((event) =>
      rolloutRows(
        event.archs.map((arch) => space.parse(arch).choices),
        event.rewards,
      ),
    )
    .join('');
}

/** losses.csv of a run's log: loss, policy loss and entropy of each episode that learned. */
export function lossesCsv(events: readonly RunEvent[]): string {
  return events
    .filter((event) => event.type === 'episode')
    .map(lossRow)
    .join('');
}
