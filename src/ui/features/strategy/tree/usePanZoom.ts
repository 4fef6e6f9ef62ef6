import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

export interface PanView {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

const START: PanView = { x: 0, y: 0, scale: 1 };
const SCALES = { least: 0.3, most: 3 } as const;
/** Further than this a press has become a drag, px. */
const DRAG_FROM = 4;

/** The view after zooming about a point of the stage, which stays where it is. */
export function zoomAbout(view: PanView, factor: number, x: number, y: number): PanView {
  const scale = Math.min(SCALES.most, Math.max(SCALES.least, view.scale * factor));
  const by = scale / view.scale;
  return { x: x - (x - view.x) * by, y: y - (y - view.y) * by, scale };
}

/** Pan by drag, zoom by Ctrl and wheel or by buttons; a plain wheel scrolls the panel, as everywhere. */
export function usePanZoom(stage: RefObject<HTMLElement | null>) {
  const [view, setView] = useState(START);
  const drag = useRef<{ readonly x: number; readonly y: number; moved: boolean } | null>(null);
  const dragged = useRef(false);
  useEffect(() => {
    const element = stage.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      const factor = Math.exp(-event.deltaY * 0.003);
      setView((held) => zoomAbout(held, factor, event.clientX - left, event.clientY - top));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [stage]);
  const end = (): void => {
    drag.current = null;
  };
  return {
    view,
    zoom: (factor: number): void => {
      const { clientWidth = 0, clientHeight = 0 } = stage.current ?? {};
      setView((held) => zoomAbout(held, factor, clientWidth / 2, clientHeight / 2));
    },
    reset: (): void => setView(START),
    /** True where the press that just ended was a drag: its click is none. */
    wasDragged: (): boolean => dragged.current,
    handlers: {
      onPointerDown: (event: PointerEvent): void => {
        if (event.button !== 0) return;
        dragged.current = false;
        drag.current = { x: event.clientX - view.x, y: event.clientY - view.y, moved: false };
      },
      onPointerMove: (event: PointerEvent): void => {
        const start = drag.current;
        if (start === null) return;
        const x = event.clientX - start.x;
        const y = event.clientY - start.y;
        if (!start.moved && Math.hypot(x - view.x, y - view.y) < DRAG_FROM) return;
        if (!start.moved) stage.current?.setPointerCapture(event.pointerId);
        start.moved = true;
        dragged.current = true;
        setView((held) => ({ ...held, x, y }));
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
  };
}
