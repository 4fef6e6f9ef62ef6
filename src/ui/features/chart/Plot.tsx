import { memo, useMemo } from 'react';
import { type Axis, niceAxis } from './axes';
import { PlotAxes } from './PlotAxes';
import { EndDots, EndLabels } from './PlotLabels';
import { PlotPaths } from './PlotPaths';
import type { PlotFrame, PlotModel } from './plotTypes';

/** Far outside every plot, and still a length that a browser draws. */
const FAR = 1e5;
const clampPixel = (pixel: number): number => Math.min(FAR, Math.max(-FAR, pixel));

interface PlotProps {
  readonly model: PlotModel;
  readonly width: number;
  readonly height: number;
  readonly frame: PlotFrame;
  readonly extent: number;
  readonly xTicks: readonly number[];
  /** The ticks of the horizontal axis are written. */
  readonly withTicks: boolean;
}

/** The axis of a model; the same object while it says the same. */
function useAxis(model: PlotModel, height: number): Axis {
  const { low, high, ticks } = niceAxis(model.low, model.high, Math.max(2, height / 56));
  const text = ticks.join(' ');
  return useMemo(() => ({ low, high, ticks: text.split(' ').map(Number) }), [low, high, text]);
}

/**
 * One chart: bands, lines and levels over what was spent, labels on the lines. Bands and secondary lines lie under, labels and end points
 * over what Recharts draws, placed by the same scales. Redrawn only when its model changes.
 */
export const Plot = memo(function Plot({ model, width, height, frame, extent, xTicks, withTicks }: PlotProps) {
  const bottom = withTicks ? frame.bottom : 8;
  const area = { left: frame.left, top: frame.top, width: width - frame.left - frame.right, height: height - frame.top - bottom };
  const axis = useAxis(model, area.height);
  const { main, others } = useMemo(() => {
    const drawn = model.lines.filter((line) => line.drawn !== false);
    return { main: drawn.filter((line) => line.bold === true), others: drawn.filter((line) => line.bold !== true) };
  }, [model]);
  if (area.width < 40 || area.height < 30) return null;
  const y = (value: number): number => frame.top + clampPixel(((axis.high - value) / (axis.high - axis.low)) * area.height);
  const x = (place: number): number => frame.left + (place / extent) * area.width;
  const scale = { model, x, y, axis, width };
  return (
    <div className="plot" style={{ width, height }}>
      <PlotPaths rows={model.rows} bands={model.bands} lines={others} x={x} y={y} area={area} width={width} height={height} />
      <div role="img" aria-label={model.summary}>
        <PlotAxes
          rows={model.rows}
          lines={main}
          levels={model.levels}
          axis={axis}
          extent={extent}
          xTicks={xTicks}
          withTicks={withTicks}
          frame={frame}
          bottom={bottom}
          width={width}
          height={height}
        />
      </div>
      <EndDots {...scale} height={height} />
      <EndLabels {...scale} frame={frame} bottomY={height - bottom} />
    </div>
  );
});
