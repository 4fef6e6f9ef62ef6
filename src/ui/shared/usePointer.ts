import { type RefObject, useEffect, useRef } from 'react';

/** A place inside an element, px from its left and top. */
export interface At {
  readonly x: number;
  readonly y: number;
}

interface Handlers {
  readonly onMove: (at: At) => void;
  readonly onLeave: () => void;
  readonly onClick: (at: At) => void;
}

/** Where an element is pointed at. What the pointer does, keyboards do in the list beside the picture. */
export function usePointer(ref: RefObject<HTMLElement | null>, handlers: Handlers): void {
  const held = useRef(handlers);
  held.current = handlers;
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const placeOf = (event: MouseEvent): At => {
      const { left, top } = element.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    };
    const onMove = (event: PointerEvent): void => held.current.onMove(placeOf(event));
    const onLeave = (): void => held.current.onLeave();
    const onClick = (event: MouseEvent): void => held.current.onClick(placeOf(event));
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerleave', onLeave);
    element.addEventListener('click', onClick);
    return () => {
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerleave', onLeave);
      element.removeEventListener('click', onClick);
      held.current.onLeave();
    };
  }, [ref]);
}
