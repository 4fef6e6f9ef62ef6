import type { HeatValues } from './values';

/** The colour scale with its ends and unit, and what the ring means. */
export function HeatLegend({ values, hasTruth }: { readonly values: HeatValues; readonly hasTruth: boolean }) {
  return (
    <p className="heat-legend">
      {values.empty === null ? (
        <>
          <span>{values.text(values.low)}</span>
          <i className="heat-ramp" data-hue={values.hue} aria-hidden="true" />
          <span>
            {values.text(values.high)} {values.unit}
          </span>
        </>
      ) : (
        <span>{values.empty}</span>
      )}
      {hasTruth ? (
        <span className="heat-ring">
          <i aria-hidden="true" /> truly best
        </span>
      ) : null}
    </p>
  );
}
