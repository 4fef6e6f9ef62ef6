import { describe, expect, it } from 'vitest';
import {
  fitView,
  homeView,
  keepInSight,
  LEAST_SCALE,
  MOST_SCALE,
  READABLE_SCALE,
  revealBox,
  sightOf,
  zoomView,
} from '../../../../../src/ui/features/network/view';

const stage = { width: 600, height: 400 };
const tall = { width: 300, height: 4000 };
const small = { width: 200, height: 100 };

describe('the view of a drawing', () => {
  it('fits all of it, in the middle, and does not blow a small one up', () => {
    expect(fitView(tall, stage)).toEqual({ scale: 0.1, x: 285, y: 0 });
    const { scale, x, y } = fitView(small, stage);
    expect([scale, x, y]).toEqual([1.15, 185, 142.5]);
  });

  it('begins at the top, large enough to read, where all of it would be too small', () => {
    const home = homeView(tall, stage, 150);
    expect(home.scale).toBeGreaterThanOrEqual(READABLE_SCALE);
    expect(home.y).toBe(0);
    const wide = homeView({ width: 9000, height: 4000 }, stage, 7000);
    expect(7000 * wide.scale + wide.x).toBeCloseTo(stage.width / 2, 9);
  });

  it('grows with the page’s type', () => {
    expect(homeView(tall, stage, 150, 1.4).scale).toBeCloseTo(1.4, 9);
  });

  it('zooms about a point, which stays where it is, within limits', () => {
    const view = { scale: 0.5, x: 20, y: -30 };
    const at = { x: 120, y: 70 };
    const zoomed = zoomView(view, 1.7, at);
    expect((at.x - zoomed.x) / zoomed.scale).toBeCloseTo((at.x - view.x) / view.scale, 9);
    expect((at.y - zoomed.y) / zoomed.scale).toBeCloseTo((at.y - view.y) / view.scale, 9);
    expect(zoomView(view, 1000, at).scale).toBe(MOST_SCALE);
    expect(zoomView(view, 1e-6, at).scale).toBe(LEAST_SCALE);
  });

  it('cannot be pushed out of sight', () => {
    for (const x of [-1e6, 1e6]) {
      const held = keepInSight({ scale: 1, x, y: x }, tall, stage);
      const sight = sightOf(held, stage);
      expect(sight.x).toBeLessThan(tall.width);
      expect(sight.x + sight.width).toBeGreaterThan(0);
      expect(sight.y).toBeLessThan(tall.height);
      expect(sight.y + sight.height).toBeGreaterThan(0);
    }
    expect(keepInSight({ scale: 1, x: 10, y: 20 }, tall, stage)).toEqual({ scale: 1, x: 10, y: 20 });
  });

  it('moves only as far as it takes to show a box', () => {
    const view = { scale: 1, x: 0, y: 0 };
    const below = { x: 100, y: 900, width: 80, height: 40 };
    expect(revealBox(view, below, stage)).toEqual({ scale: 1, x: 0, y: stage.height - 24 - 940 });
    expect(revealBox(view, { ...below, y: 100 }, stage)).toEqual(view);
    const left = { x: -500, y: 100, width: 80, height: 40 };
    expect(revealBox(view, left, stage).x).toBe(524);
  });
});
