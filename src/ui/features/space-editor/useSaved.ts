import { useCallback, useEffect, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import { type SavedSpace, SpaceStore } from '../../../worker/spaceStore';

export interface Saved {
  /** Null while they are looked for. */
  readonly spaces: readonly SavedSpace[] | null;
  readonly fault: PlainError | null;
  /** True where it was kept. */
  save(name: string, text: string): Promise<boolean>;
  rename(from: string, to: string): Promise<boolean>;
  remove(name: string): Promise<boolean>;
}

/** The spaces that are saved in this browser. */
export function useSaved(): Saved {
  const [spaces, setSpaces] = useState<readonly SavedSpace[] | null>(null);
  const [fault, setFault] = useState<PlainError | null>(null);

  const withStore = useCallback(async (work: (store: SpaceStore) => Promise<void>): Promise<boolean> => {
    try {
      const store = await SpaceStore.open();
      try {
        await work(store);
        setSpaces(await store.list());
      } finally {
        store.close();
      }
      setFault(null);
      return true;
    } catch (thrown) {
      setSpaces((before) => before ?? []);
      setFault(toPlainError(thrown));
      return false;
    }
  }, []);

  useEffect(() => void withStore(() => Promise.resolve()), [withStore]);
  return {
    spaces,
    fault,
    save: (name, text) => withStore((store) => store.save({ name, text, updatedAt: Date.now() })),
    rename: (from, to) => withStore((store) => store.rename(from, to)),
    remove: (name) => withStore((store) => store.delete(name)),
  };
}
