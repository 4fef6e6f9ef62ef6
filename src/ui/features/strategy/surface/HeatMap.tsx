import { useEffect, useRef } from 'react';
import type { AxisView } from '../../../../engine/search/views';
import { useMedia, useSize } from '../../../shared/hooks';
import { useLab } from '../../../store';
import { scaleOf, shortNumber } from '../parts/scale';
import { type At, usePointer } from '../parts/usePointer';
import { paintMap } from './paintMap';
import { extremesOf, type Grid } from './truth';
import './surface.css';

export interface MapPoint {
  readonly x: number;
  readonly y: number;
  readonly trial: number;
  readonly arch: string | null;
  readonly reward: number;
}

/** Shares 0..1 along both axes, from the left and from the bottom. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

interface HeatMapProps {
  readonly title: string;
  readonly value: string;
  /** What is drawn, for those who do not see it. */
  readonly label: string;
  readonly x: AxisView;
  readonly y: AxisView;
  readonly grid: Grid | null;
  /** Belief: what the strategy thinks; truth: what is measured or known. */
  readonly hue: 'policy' | 'truth';
  readonly points: readonly MapPoint[];
  readonly best?: number | null;
  readonly place: Place | null;
  readonly onPlace?: (place: Place | null) => void;
}

const REACH = 14;
const LEFT = 34;
const BOTTOM = 30;
const TOP = 6;
/** Of one more line of text, and about as much as a letter of it takes. */
const LINE = 13;
const LETTER = 6;

const axisName = ({ name, scale }: HeatMapProps['x']): string => (scale === 'log' ? `${name}, log` : name);

/** A value over two numbers, with the points tried: the newest ringed, the best filled. */
export function HeatMap({ title, value, label, x, y, grid, hue, points, best = null, place, onPlace }: HeatMapProps) {
  const [box, { width }] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useLab((state) => state.theme);
  const isDark = useMedia('(prefers-color-scheme: dark)');
  const selected = useLab((state) => state.selectedArch);
  const hovered = useLab((state) => state.hoveredArch);
  const select = useLab((state) => state.select);
  const hover = useLab((state) => state.hover);
  const inner = Math.max(0, width - LEFT - 8);
  const height = Math.round(inner * 0.78);
  useEffect(() => {
    const target = canvas.current;
    if (target === null || grid === null || inner === 0 || theme === undefined || isDark === undefined) return;
    paintMap(target, grid, getComputedStyle(target).getPropertyValue(`--${hue}`).trim(), inner, height);
  }, [grid, hue, inner, height, theme, isDark]);

  const names = { x: `${axisName(x)} →`, y: `↑ ${axisName(y)}` };
  // Two long names under a narrow map take a line each.
  const down = (names.x.length + names.y.length + 2) * LETTER > inner ? LINE : 0;
  const across = scaleOf(x, LEFT, LEFT + inner);
  const upwards = scaleOf(y, height + 6, 6);
  const pixels = points.map((point) => ({ point, px: across.at(point.x), py: upwards.at(point.y) }));
  const newest = pixels.at(-1);
  const highest = pixels.find(({ point }) => point.trial === best);
  const nearest = (at: At): MapPoint | null => {
    let found: MapPoint | null = null;
    let least = REACH;
    for (const { point, px, py } of pixels) {
      const distance = Math.hypot(px - at.x, py - at.y);
      if (distance >= least) continue;
      least = distance;
      found = point;
    }
    return found;
  };
  usePointer(box, {
    onMove: (at) => {
      hover(nearest(at)?.arch ?? null);
      const share = { x: (at.x - LEFT) / Math.max(1, inner), y: 1 - (at.y - TOP) / Math.max(1, height) };
      onPlace?.(share.x < 0 || share.x > 1 || share.y < 0 || share.y > 1 ? null : share);
    },
    onLeave: () => {
      hover(null);
      onPlace?.(null);
    },
    onClick: (at) => {
      const arch = nearest(at)?.arch ?? null;
      if (arch !== null) select(arch);
    },
  });
  const lit = pixels.filter(({ point }) => point.arch !== null && (point.arch === selected || point.arch === hovered));
  const ends = grid === null ? null : extremesOf(grid);
  return (
    <figure className="st-map" data-hue={hue}>
      <figcaption>
        <b className="st-map-name">{title}</b> <span>{value}</span>
      </figcaption>
      <div ref={box} className="st-map-box" style={{ height: height + BOTTOM + TOP + down }}>
        {inner === 0 ? null : (
          <>
            <canvas ref={canvas} style={{ left: LEFT, top: 6, width: inner, height }} />
            <svg width={width} height={height + BOTTOM + TOP + down} role="img" aria-label={label}>
              <rect x={LEFT} y={6} width={inner} height={height} className="st-frame" />
              {x.scale === 'linear' || across.ticks(4).length > 1
                ? across.ticks(4).map((tick) => (
                    <text key={tick} x={across.at(tick)} y={height + 19} textAnchor="middle">
                      {shortNumber(tick)}
                    </text>
                  ))
                : null}
              {upwards.ticks(4).map((tick) => (
                <text key={tick} x={LEFT - 4} y={upwards.at(tick) + 4} textAnchor="end">
                  {shortNumber(tick)}
                </text>
              ))}
              <text x={LEFT + inner} y={height + 32} textAnchor="end" className="st-axis-name">
                {names.x}
              </text>
              <text x={LEFT} y={height + 32 + down} className="st-axis-name">
                {names.y}
              </text>
              <path className="st-tried" d={pixels.map(({ px, py }) => `M${px.toFixed(1)} ${py.toFixed(1)}h0`).join('')} />
              <path className="st-tried-core" d={pixels.map(({ px, py }) => `M${px.toFixed(1)} ${py.toFixed(1)}h0`).join('')} />
              {highest === undefined ? null : <circle className="st-highest" cx={highest.px} cy={highest.py} r={4.6} />}
              {newest === undefined ? null : <circle className="st-newest" cx={newest.px} cy={newest.py} r={6.5} />}
              {lit.map(({ point, px, py }) => (
                <circle key={point.trial} className="st-ring" data-selected={point.arch === selected} cx={px} cy={py} r={8} />
              ))}
              {place === null ? null : (
                <path
                  className="st-cross"
                  d={`M${LEFT + place.x * inner} 6v${height}M${LEFT} ${6 + (1 - place.y) * height}h${inner}`}
                />
              )}
            </svg>
          </>
        )}
      </div>
      {ends === null ? null : (
        <p className="st-ends" aria-hidden="true">
          <span>{shortNumber(ends.low)}</span>
          <i className="st-ends-bar" />
          <span>{shortNumber(ends.high)}</span>
        </p>
      )}
    </figure>
  );
}
