import { type Drawing, FAMILY_TITLES, familiesOf } from '../../../engine/graph/layout';

/** Which colour stands for which family of ops, of those that are shown. */
export function Legend({ drawing }: { readonly drawing: Drawing }) {
  return (
    <ul className="net-legend" aria-label="Colours">
      {familiesOf(drawing).map((family) => (
        <li key={family} data-family={family}>
          <span className="net-swatch" aria-hidden="true" />
          {FAMILY_TITLES[family]}
        </li>
      ))}
    </ul>
  );
}
