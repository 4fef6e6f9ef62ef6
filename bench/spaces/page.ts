import type { DataSplit, ImageSet } from '../../src/engine/data/types';
import { openBackend } from '../../src/engine/tensor';
import { browserAssets } from '../../src/worker/wasmAssets';
import type { SpaceChild } from '../../test/support/spaceChildren';
import { pageContender } from '../support/page';
import { type SpaceResult, trainOn } from './job';

/** Images as base64, since a page is told everything as JSON. */
export type PackedSet = Omit<ImageSet, 'images' | 'labels'> & { readonly images: string; readonly labels: string };

export interface SpacePageTask {
  readonly split: { readonly [part in keyof DataSplit]: PackedSet };
  /** Null: logistic regression. */
  readonly child: SpaceChild | null;
  readonly epochs: number;
}

const bytes = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const unpacked = (set: PackedSet): ImageSet => ({ ...set, images: bytes(set.images), labels: bytes(set.labels) });

/**
 * Page module that trains one child on webgpu; its progress goes to the page's console. witness: accuracy in %, layers, trained parameters,
 * MACs, then the loss of each epoch; measure: seconds of training.
 */
export const { open, witness, measure, close } = pageContender<SpacePageTask>(async ({ split, child, epochs }) => {
  const { label } = await openBackend({ backend: 'webgpu', assets: browserAssets() });
  const parts = { train: unpacked(split.train), valid: unpacked(split.valid), test: unpacked(split.test) };
  let trained: Promise<SpaceResult> | null = null;
  const result = (): Promise<SpaceResult> => {
    const environment = {
      now: () => performance.now(),
      breathe: () => new Promise<void>((resolve) => setTimeout(resolve)),
      backend: label,
    };
    trained ??= trainOn(parts, child, epochs, environment, (line) => console.info(line));
    return trained;
  };
  return {
    engine: label,
    async witness() {
      const { accuracy, layers, params, macs, losses } = await result();
      return [accuracy, layers, params, macs, ...losses];
    },
    measure: async () => (await result()).seconds,
    close: async () => undefined,
  };
});
