import { PRESETS } from '../../../src/engine/run/presets';
import { startPage } from '../../../src/ui/start';
import { useLab } from '../../../src/ui/store';
import { openFakeClient } from './fakeClient';
import { fakeTable } from './fakeTable';

/** The page on a stand-in for the run worker: ?past=N&state=failed|stuck|paused|done&pace=max&episodes=N. */
const asked = new URLSearchParams(location.search);
const state = asked.get('state');
const root = document.getElementById('root');
if (root === null) throw new Error('No element #root.');

const table = fakeTable();
if (asked.get('pace') === 'max') useLab.getState().setPace(null);
startPage(root, {
  presets: PRESETS.map((preset) => ({
    ...preset,
    config: { ...preset.config, stop: { ...preset.config.stop, episodes: Number(asked.get('episodes') ?? 1000) } },
  })),
  openClient: () =>
    openFakeClient({
      table,
      past: Number(asked.get('past') ?? 0),
      stuck: state === 'stuck',
      ...(state === 'failed'
        ? {
            failure: {
              afterEpisode: 60,
              error: {
                kind: 'reward',
                message: 'The reward returned NaN for conv5,max.',
                remedy: 'Return a finite number for every child.',
                line: 2,
                column: 14,
              },
            },
          }
        : {}),
    }),
  loadTable: async () => table,
  baseUrl: location.href,
});
if (state === 'paused') useLab.getState().pause();
