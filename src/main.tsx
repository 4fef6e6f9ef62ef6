import { FIRST_PRESET } from './engine/run/presets/first';
import { startPage } from './ui/start';
import { usePreview } from './ui/store/preview';
import { loadTable } from './ui/store/tables';
import { openRunClient } from './worker/client';
import { openInstant } from './worker/instantClient';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root to put the page into.');

const baseUrl = new URL('.', location.href).href;

usePreview.getState().connect({ openInstant: () => openInstant(baseUrl), now: () => performance.now() });

startPage(root, {
  presets: [FIRST_PRESET],
  loadPresets: () => import('./engine/run/presets').then(({ PRESETS }) => PRESETS),
  openClient: openRunClient,
  loadTable: (name) => loadTable(name, baseUrl),
  baseUrl,
});
