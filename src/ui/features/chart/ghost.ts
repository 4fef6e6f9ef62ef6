import type { Ghost } from '../../store/preview';
import type { PlotLine } from './plotTypes';

/** The last settings' curve: quiet, and named where it ends. means: of its buckets. */
export function ghostLine(key: string, { title, series }: Ghost, means: Float64Array): PlotLine {
  return {
    key,
    label: title,
    color: 'var(--random)',
    textColor: 'var(--faint)',
    width: 1.4,
    end: { x: series.episodes, value: means.at(-1) ?? Number.NaN, text: title },
  };
}
