import { lossRow, rolloutRows } from '../../../engine/run/csv';
import type { RunEvent } from '../../../engine/run/events';
import { spaceById } from '../../../engine/space/catalogue';

/** rollouts.csv of a run's log: one row a child, its option indices and then its reward. */
export function rolloutsCsv(spaceId: string, events: readonly RunEvent[]): string {
  const space = spaceById(spaceId);
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
