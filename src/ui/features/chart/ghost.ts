import type { Ghost } from '../../store/preview';
import type { Buckets } from './buckets';
import { finite } from './numbers';
import type { PlotLine } from './plotTypes';
import { type ChartUnit, courseOf, type Source } from './unit';

/** The last settings' curve: quiet, and named where it ends. x: its end on the axis; means: of its buckets. */
export function ghostLine(key: string, { title }: Ghost, x: number, means: Float64Array): PlotLine {
  return {
    key,
    label: title,
    color: 'var(--random)',
    textColor: 'var(--faint)',
    width: 1.4,
    end: { x, value: means.at(-1) ?? Number.NaN, text: title },
  };
}

/** What its curve adds to the rows of the plot, under a key. */
export function pastSource({ series }: Ghost, unit: ChartUnit, { episode, mean }: Buckets, key: string): Source {
  return { episode, course: courseOf(series, unit), values: (i) => ({ [key]: finite(mean[i] ?? Number.NaN) }) };
}
