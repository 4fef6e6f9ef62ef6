import { formatFixed, formatPercent, formatSigned } from '../../shared/format';
import { decisionLabel, optionLabel, powerOfTen } from './parts';

interface BarChangeProps {
  readonly name: string;
  readonly place: number;
  readonly options: readonly string[];
  readonly chosen: number | null;
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** d loss / d logits; null where there is no one gradient. */
  readonly gradient: readonly number[] | null;
}

const MIDDLE = 30;
const REACH = 27;

/** A distribution before (outline) and after (bar); under it what pushes each logit, and how far each probability has moved. */
export function BarChange({ name, place, options, chosen, before, after, gradient }: BarChangeProps) {
  const tallest = Math.max(...before, ...after);
  const changes = after.map((p, k) => p - (before[k] ?? 0));
  const most = Math.max(...changes.map(Math.abs)) || 1;
  const steepest = Math.max(0, ...(gradient ?? []).map(Math.abs)) || 1;
  // Numbers in units of the largest one's power of ten: short enough to stand side by side.
  const changeUnit = Math.floor(Math.log10(most));
  const gradientUnit = Math.floor(Math.log10(steepest));
  return (
    <table className="slow-change">
      <caption>
        Decision {place + 1}, {decisionLabel(name)}
      </caption>
      <tbody>
        <tr>
          <th scope="row" className="slow-change-name">
            p
          </th>
          {after.map((p, k) => (
            <td className="slow-change-cell" key={options[k] ?? k} data-chosen={k === chosen}>
              <span className="slow-tower" aria-hidden="true">
                <i className="slow-now" style={{ height: `${(100 * p) / tallest}%` }} />
                <u className="slow-then" style={{ height: `${(100 * (before[k] ?? 0)) / tallest}%` }} />
              </span>
              <span className="sr-only">
                before {formatPercent(before[k], 2)}, after {formatPercent(p, 2)}
              </span>
              <span className="slow-option">{optionLabel(options[k] ?? '')}</span>
            </td>
          ))}
        </tr>
        {gradient === null ? null : (
          <tr>
            <th scope="row" className="slow-change-name">
              −∂L/∂z <span className="slow-power">{unitText(gradientUnit)}</span>
            </th>
            {gradient.map((slope, k) => (
              <td className="slow-change-cell" key={options[k] ?? k}>
                <Signed share={-slope / steepest} kind="push" />
                <span className="slow-number">{formatSigned(-slope / 10 ** gradientUnit, 1)}</span>
              </td>
            ))}
          </tr>
        )}
        <tr>
          <th scope="row" className="slow-change-name">
            Δp <span className="slow-power">{unitText(changeUnit)}</span>
          </th>
          {changes.map((change, k) => (
            <td className="slow-change-cell" key={options[k] ?? k} data-chosen={k === chosen}>
              <Signed share={change / most} kind="change" />
              <span className="slow-number">{formatSigned(change / 10 ** changeUnit, 1)}</span>
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

const unitText = (unit: number): string => (unit === 0 ? '' : `× ${powerOfTen(unit)}`);

/** An arrow up or down, the longest one of its row at full length. */
function Signed({ share, kind }: { readonly share: number; readonly kind: 'push' | 'change' }) {
  const tip = MIDDLE - REACH * share;
  const head = share > 0 ? 'l-4 6h8z' : 'l-4 -6h8z';
  return (
    <svg className="slow-signed" data-kind={kind} viewBox="0 0 24 60" aria-hidden="true">
      <title>{formatFixed(share, 2)}</title>
      <path className="slow-axis" d={`M0 ${MIDDLE}H24`} />
      {Math.abs(share) < 0.02 ? null : (
        <>
          <path className="slow-shaft" d={`M12 ${MIDDLE}V${tip}`} />
          {Math.abs(share) < 0.2 ? null : <path className="slow-head" d={`M12 ${tip}${head}`} />}
        </>
      )}
    </svg>
  );
}
