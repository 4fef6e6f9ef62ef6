import type { RefObject } from 'react';
import { useLab } from '../store';
import { type At, usePointer } from './usePointer';

/** A child's place in a picture, px from its left and top. */
export interface PlacedChild extends At {
  readonly arch: string;
}

/** Links a picture of children with the rest of the page: the pointer means the nearest of them within `reach` px, a click selects it. */
export function usePickNearest(ref: RefObject<HTMLElement | null>, children: readonly PlacedChild[], reach: number): void {
  const select = useLab((state) => state.select);
  const hover = useLab((state) => state.hover);
  const nearest = (at: At): string | null => {
    let found: string | null = null;
    let least = reach;
    for (const { arch, x, y } of children) {
      const distance = Math.hypot(x - at.x, y - at.y);
      if (distance < least) {
        least = distance;
        found = arch;
      }
    }
    return found;
  };
  usePointer(ref, {
    onMove: (at) => hover(nearest(at)),
    onLeave: () => hover(null),
    onClick: (at) => {
      const arch = nearest(at);
      if (arch !== null) select(arch);
    },
  });
}
