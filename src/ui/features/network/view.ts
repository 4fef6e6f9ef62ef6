import type { BoxSize, Point, Rectangle } from '../../../engine/graph/layout';

/** How a drawing lies on the screen: screen = drawing * scale + (x, y), px. */
export interface View extends Point {
  readonly scale: number;
}

export const LEAST_SCALE = 0.04;
export const MOST_SCALE = 3;
/** Names in boxes can be read from here on, where the page's own type is as large as theirs. */
export const READABLE_SCALE = 0.62;
/** At first, where not all of a drawing fits. */
const COMFORTABLE_SCALE = 0.74;
/** A small drawing is not blown up further than this. */
const FIT_MOST = 1.15;
/** So much of the drawing stays in sight, px. */
const KEEP = 48;

const clampScale = (scale: number): number => Math.min(MOST_SCALE, Math.max(LEAST_SCALE, scale));

/** The whole drawing, in the middle. unit: size of the page's type over that of the boxes' names at scale 1. */
export function fitView(drawing: BoxSize, stage: BoxSize, unit = 1): View {
  const scale = clampScale(Math.min(stage.width / drawing.width, stage.height / drawing.height, FIT_MOST * unit));
  return { scale, x: (stage.width - drawing.width * scale) / 2, y: (stage.height - drawing.height * scale) / 2 };
}

/**
 * The whole drawing where its names can be read so; else its beginning, as wide as the stage where they can be read so, else with
 * its first box in the middle. start: x of the middle of that box.
 */
export function homeView(drawing: BoxSize, stage: BoxSize, start: number, unit = 1): View {
  const fit = fitView(drawing, stage, unit);
  if (fit.scale >= READABLE_SCALE * unit) return fit;
  const scale = clampScale(Math.min(unit, Math.max(COMFORTABLE_SCALE * unit, stage.width / drawing.width)));
  const width = drawing.width * scale;
  const x = width <= stage.width ? (stage.width - width) / 2 : stage.width / 2 - start * scale;
  return { scale, x, y: 0 };
}

/** Scaled by a factor about a point of the screen, which stays where it is. */
export function zoomView(view: View, factor: number, at: Point): View {
  const scale = clampScale(view.scale * factor);
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

/** Moved back as far as it takes to keep a part of the drawing in sight. */
export function keepInSight(view: View, drawing: BoxSize, stage: BoxSize): View {
  const hold = (value: number, size: number, room: number): number =>
    Math.min(room - Math.min(KEEP, room / 2), Math.max(Math.min(KEEP, room / 2) - size, value));
  return {
    scale: view.scale,
    x: hold(view.x, drawing.width * view.scale, stage.width),
    y: hold(view.y, drawing.height * view.scale, stage.height),
  };
}

/** Moved no further than it takes to have a box in sight, with a margin. */
export function revealBox(view: View, box: Rectangle, stage: BoxSize, margin = 24): View {
  const along = (start: number, size: number, offset: number, room: number): number => {
    const low = start * view.scale + offset;
    const high = low + size * view.scale;
    if (low < margin || size * view.scale > room - 2 * margin) return offset + margin - low;
    return high > room - margin ? offset - (high - room + margin) : offset;
  };
  const isInside = (start: number, size: number, offset: number, room: number): boolean =>
    start * view.scale + offset >= 0 && (start + size) * view.scale + offset <= room;
  return {
    scale: view.scale,
    x: isInside(box.x, box.width, view.x, stage.width) ? view.x : along(box.x, box.width, view.x, stage.width),
    y: isInside(box.y, box.height, view.y, stage.height) ? view.y : along(box.y, box.height, view.y, stage.height),
  };
}

/** The part of the drawing that is in sight, in its own px. */
export function sightOf(view: View, stage: BoxSize): Rectangle {
  return {
    x: -view.x / view.scale,
    y: -view.y / view.scale,
    width: stage.width / view.scale,
    height: stage.height / view.scale,
  };
}
