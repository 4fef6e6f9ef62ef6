import { useEffect, useState } from 'react';
import { type PlainError, toPlainError } from '../../engine/core/errors';
import type { StoredDataset } from '../../worker/dataStore';

export type StoredData =
  | { readonly state: 'looking' }
  | { readonly state: 'known'; readonly datasets: readonly StoredDataset[]; readonly fault: PlainError | null };

/** The sets of images that this browser keeps, as they were when the component appeared. */
export function useStoredData(): StoredData {
  const [stored, setStored] = useState<StoredData>({ state: 'looking' });
  useEffect(() => {
    let isCurrent = true;
    const look = async (): Promise<readonly StoredDataset[]> => {
      const { DataClient } = await import('../../worker/dataClient');
      const client = new DataClient();
      try {
        return await client.list();
      } finally {
        client.dispose();
      }
    };
    look().then(
      (datasets) => isCurrent && setStored({ state: 'known', datasets, fault: null }),
      (thrown: unknown) => isCurrent && setStored({ state: 'known', datasets: [], fault: toPlainError(thrown) }),
    );
    return () => {
      isCurrent = false;
    };
  }, []);
  return stored;
}
