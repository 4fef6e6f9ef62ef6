import { LabError } from '../engine/core/errors';
import type { Dataset } from '../engine/data/types';
import { DataStore } from './dataStore';

/** A data set of this browser; 'digits' is drawn on the spot. LabError 'data' where it is not here, 'storage' where nothing can be read. */
export async function loadDataset(id: string): Promise<Dataset> {
  if (id === 'digits') {
    const { proceduralDigits } = await import('../engine/data/digits');
    return proceduralDigits();
  }
  const store = await DataStore.open();
  try {
    const dataset = await store.load(id);
    if (dataset !== null) return dataset;
  } finally {
    store.close();
  }
  throw new LabError(
    'data',
    `The data set '${id}' is not in this browser.`,
    'Open "Data" and fetch it or drop its files, or train on the procedural digits, which need nothing.',
  );
}
