import { memo, type PointerEvent, useEffect, useRef } from 'react';
import type { BoxSize, Drawing } from '../../../engine/graph/layout';
import type { Camera } from './useCamera';
import { sightOf, type View } from './view';

/** Largest sides of the map, px. */
const MAP = { width: 108, height: 150 } as const;

interface MinimapProps {
  readonly drawing: Drawing;
  readonly stage: BoxSize;
  readonly camera: Camera;
}

/** The whole drawing, small, with what is in sight; a press or drag goes there. The keys + − 0 and arrows do the same. */
export const Minimap = memo(function Minimap({ drawing, stage, camera }: MinimapProps) {
  const sight = useRef<SVGRectElement>(null);
  const scale = Math.min(MAP.width / drawing.width, MAP.height / drawing.height);
  const width = Math.max(20, drawing.width * scale);
  const height = drawing.height * scale;
  useEffect(() => {
    const draw = (view: View): void => {
      const rectangle = sightOf(view, stage);
      for (const name of ['x', 'y', 'width', 'height'] as const) sight.current?.setAttribute(name, String(rectangle[name]));
    };
    draw(camera.view());
    return camera.subscribe(draw);
  }, [camera, stage]);
  const goTo = (event: PointerEvent<SVGSVGElement>): void => {
    if (event.type === 'pointermove' && event.buttons === 0) return;
    const { left, top, width: shown } = event.currentTarget.getBoundingClientRect();
    const ratio = (drawing.width * (width / (drawing.width * scale))) / shown;
    const { scale: zoom } = camera.view();
    const x = (event.clientX - left) * ratio - (width / scale - drawing.width) / 2;
    const y = (event.clientY - top) * ratio;
    camera.pan(0, 0);
    camera.set({ scale: zoom, x: stage.width / 2 - x * zoom, y: stage.height / 2 - y * zoom });
  };
  const pad = (width / scale - drawing.width) / 2;
  return (
    <svg
      className="net-map"
      width={width}
      height={height}
      viewBox={`${-pad} 0 ${drawing.width + 2 * pad} ${drawing.height}`}
      aria-hidden="true"
      data-no-pan
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        goTo(event);
      }}
      onPointerMove={goTo}
    >
      {drawing.nodes.map(({ id, family, x, y, width: w, height: h }) => (
        <rect key={id} className="net-bar" data-family={family} x={x} y={y} width={w} height={h} />
      ))}
      <rect ref={sight} className="net-sight" vectorEffect="non-scaling-stroke" />
    </svg>
  );
});
