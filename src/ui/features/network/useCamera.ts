import { type RefObject, useEffect, useMemo, useRef } from 'react';
import type { BoxSize, Point } from '../../../engine/graph/layout';
import { keepInSight, type View, zoomView } from './view';

/** Further than this a press has become a drag, px. */
const DRAG_FROM = 4;
const WHEEL = 0.0016;
/** A pinch on a touch pad arrives as a wheel with Ctrl, in smaller steps. */
const PINCH_WHEEL = 0.01;
const LINE_PX = 16;

/** Where the drawing lies on the stage. Not React state: a pan must not draw 400 boxes again. */
export interface Camera {
  readonly view: () => View;
  readonly set: (view: View) => void;
  readonly zoom: (factor: number) => void;
  readonly pan: (dx: number, dy: number) => void;
  /** Calls on every change until the returned function is called. */
  readonly subscribe: (listener: (view: View) => void) => () => void;
  /** True from the first pan or zoom by hand until the next `rest`. */
  readonly isMoved: () => boolean;
  readonly rest: () => void;
  /** True where the press that just ended was a drag: its click is none. */
  readonly wasDragged: () => boolean;
}

interface Sizes {
  readonly drawing: BoxSize;
  readonly stage: BoxSize;
}

/** A camera over a drawing of changing size. */
export function useCamera(drawing: BoxSize, stage: BoxSize): Camera & { readonly dragged: RefObject<boolean> } {
  const sizes = useRef<Sizes>({ drawing, stage });
  sizes.current = { drawing, stage };
  const dragged = useRef(false);
  return useMemo(() => {
    let view: View = { x: 0, y: 0, scale: 1 };
    let moved = false;
    const listeners = new Set<(view: View) => void>();
    const set = (next: View): void => {
      view = keepInSight(next, sizes.current.drawing, sizes.current.stage);
      for (const listener of listeners) listener(view);
    };
    return {
      dragged,
      view: () => view,
      set,
      zoom: (factor) => {
        moved = true;
        set(zoomView(view, factor, { x: sizes.current.stage.width / 2, y: sizes.current.stage.height / 2 }));
      },
      pan: (dx, dy) => {
        moved = true;
        set({ ...view, x: view.x + dx, y: view.y + dy });
      },
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      isMoved: () => moved,
      rest: () => {
        moved = false;
      },
      wasDragged: () => dragged.current,
    };
  }, []);
}

/** Pan by drag, zoom by wheel and pinch, on an element over which the drawing lies. */
export function useGestures(element: RefObject<HTMLElement | null>, camera: ReturnType<typeof useCamera>): void {
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const pointers = new Map<number, Point>();
    let travelled = 0;
    const placeOf = (event: MouseEvent): Point => {
      const { left, top } = target.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    };
    const zoomAt = (factor: number, at: Point): void => {
      const view = camera.view();
      // By way of pan, so that the camera knows that a hand moved it.
      camera.pan(0, 0);
      camera.set(zoomView(view, factor, at));
    };
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const delta = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1);
      if (event.shiftKey) camera.pan(-delta, 0);
      else zoomAt(Math.exp(-delta * (event.ctrlKey ? PINCH_WHEEL : WHEEL)), placeOf(event));
    };
    const onDown = (event: PointerEvent): void => {
      if (event.button !== 0 || (event.target instanceof Element && event.target.closest('[data-no-pan]') !== null)) return;
      if (pointers.size === 0) {
        travelled = 0;
        camera.dragged.current = false;
      }
      pointers.set(event.pointerId, placeOf(event));
    };
    const onMove = (event: PointerEvent): void => {
      const before = pointers.get(event.pointerId);
      if (before === undefined) return;
      const now = placeOf(event);
      pointers.set(event.pointerId, now);
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (other !== undefined) {
        camera.dragged.current = true;
        const spread =
          Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
        camera.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
        zoomAt(spread, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
        return;
      }
      travelled += Math.hypot(now.x - before.x, now.y - before.y);
      if (!camera.dragged.current && travelled < DRAG_FROM) return;
      if (!camera.dragged.current) {
        camera.dragged.current = true;
        target.setPointerCapture(event.pointerId);
        target.dataset.dragging = '';
      }
      camera.pan(now.x - before.x, now.y - before.y);
    };
    const onUp = (event: PointerEvent): void => {
      pointers.delete(event.pointerId);
      if (pointers.size === 0) delete target.dataset.dragging;
    };
    target.addEventListener('wheel', onWheel, { passive: false });
    target.addEventListener('pointerdown', onDown);
    target.addEventListener('pointermove', onMove);
    target.addEventListener('pointerup', onUp);
    target.addEventListener('pointercancel', onUp);
    return () => {
      target.removeEventListener('wheel', onWheel);
      target.removeEventListener('pointerdown', onDown);
      target.removeEventListener('pointermove', onMove);
      target.removeEventListener('pointerup', onUp);
      target.removeEventListener('pointercancel', onUp);
    };
  }, [element, camera]);
}
