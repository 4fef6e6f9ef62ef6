import { PRESETS } from './engine/run/presets';
import { startPage } from './ui/start';
import { loadTable } from './ui/store/tables';
import { openRunClient } from './worker/client';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root to put the page into.');

const baseUrl = new URL('.', location.href).href;

startPage(root, {
  presets: PRESETS,
  openClient: openRunClient,
  loadTable: (name) => loadTable(name, baseUrl),
  baseUrl,
});
