import type { TraceNode } from '../../../engine/run/traceTypes';
import { formatCount, formatFixed, formatPercent } from '../../shared/format';
import { decisionLabel, Formula, Formulas, optionLabel, type StepViewProps, subscript, Words } from './parts';
import { Strip } from './Strip';

const WIDTH = 330;
const HEIGHT = 322;
/** The cell's box, and what is drawn in it. */
const BOX = { x: 26, y: 118, width: 278, height: 122 };
const INNER = { x: BOX.x + 12, width: BOX.width - 24 };
const BARS = { y: 8, height: 58 };

const CELL_NAMES = { lstm: 'LSTM', gru: 'GRU', nas: 'NASCell' } as const;

/** Step 1: the network unrolled, a column a decision. */
export function StateStep({ trace, child }: StepViewProps) {
  const { settings } = trace;
  const nodes = child.path.map((place) => trace.nodes[place]).filter((node) => node !== undefined);
  const scale = Math.max(1e-6, ...nodes.flatMap(({ hidden, cell }) => [...hidden, ...(cell ?? [])].map(Math.abs)));
  const inputScale = Math.max(1e-6, ...nodes.flatMap(({ input }) => input.map(Math.abs)));
  const dependsOnSample = settings.input === 'sample' || settings.input === 'embedding';
  return (
    <>
      <Words>
        The controller is one {CELL_NAMES[settings.cell]} with {formatCount(trace.parameters)} numbers to learn, asked once for
        each decision. It carries what it has done so far in its state{nodes[0]?.cell === null ? ' h' : ', h and c'}.{' '}
        {INPUT_WORDS[settings.input]}
        {dependsOnSample ? ' What is drawn here is the way of the child that is followed.' : ''}
      </Words>
      <div className="slow-unrolled">
        {nodes.map((node, t) => (
          <Column
            key={trace.decisions[t]?.name ?? ''}
            node={node}
            t={t}
            last={t === nodes.length - 1}
            name={trace.decisions[t]?.name ?? ''}
            options={trace.decisions[t]?.options ?? []}
            chosen={child.draws[t]?.option ?? null}
            cellName={`${CELL_NAMES[settings.cell]}, ${settings.hidden} units`}
            inputName={inputName(settings.input, t)}
            scale={scale}
            inputScale={inputScale}
          />
        ))}
      </div>
      <Legend scale={scale} />
      <Formulas>
        <Formula>(hₜ, cₜ) = {CELL_NAMES[settings.cell]}(xₜ, hₜ₋₁, cₜ₋₁) &emsp; zₜ = Wₜ hₜ + bₜ &emsp; pₜ = softmax(zₜ)</Formula>
      </Formulas>
    </>
  );
}

const INPUT_WORDS = {
  softmax:
    'Each next decision is fed the probabilities of the one before (as the paper says), so all children share one network.',
  sample: 'Each next decision is fed the option that was drawn before it.',
  embedding: 'Each next decision is fed a learned vector of the option that was drawn before it.',
  output: 'Each next decision is fed the network’s own last output, so all children share one network.',
} as const;

function inputName(input: keyof typeof INPUT_WORDS, t: number): string {
  const x = `x${subscript(t + 1)}`;
  if (t === 0) return input === 'softmax' || input === 'sample' ? `${x} = 0` : `${x}, learned`;
  switch (input) {
    case 'softmax':
      return `${x} = p${subscript(t)}`;
    case 'sample':
      return `${x} = the option drawn at ${t}`;
    case 'embedding':
      return `${x} = vector of the option drawn at ${t}`;
    case 'output':
      return `${x} = h${subscript(t)}`;
    default:
      return input satisfies never;
  }
}

interface ColumnProps {
  readonly node: TraceNode;
  readonly t: number;
  readonly last: boolean;
  readonly name: string;
  readonly options: readonly string[];
  readonly chosen: number | null;
  readonly cellName: string;
  readonly inputName: string;
  readonly scale: number;
  readonly inputScale: number;
}

function Column({ node, t, last, name, options, chosen, cellName, inputName: fed, scale, inputScale }: ColumnProps) {
  const index = subscript(t + 1);
  const step = INNER.width / Math.max(1, node.probs.length);
  const tallest = Math.max(0.25, ...node.probs);
  const middle = BOX.x + BOX.width / 2;
  const hiddenY = BOX.y + 34;
  const cellY = BOX.y + 76;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="slow-column">
      <title>{`Decision ${t + 1}, ${decisionLabel(name)}`}</title>
      {node.probs.map((p, k) => {
        const height = (BARS.height * p) / tallest;
        const x = INNER.x + k * step;
        return (
          <g key={options[k] ?? k} data-chosen={k === chosen} className="slow-bar">
            <title>{`${optionLabel(options[k] ?? '')}: ${formatPercent(p, 2)}`}</title>
            <rect x={x + 2} y={BARS.y + BARS.height - height} width={step - 4} height={height} />
            <text x={x + step / 2} y={BARS.y + BARS.height + 12} textAnchor="middle" className="slow-tick">
              {optionLabel(options[k] ?? '')}
            </text>
          </g>
        );
      })}
      <path className="slow-axis" d={`M${INNER.x} ${BARS.y + BARS.height}h${INNER.width}`} />
      <Arrow from={[middle, BOX.y]} to={[middle, BARS.y + BARS.height + 20]} />
      <text x={middle + 8} y={BOX.y - 10} className="slow-label">
        p{index} = softmax(W{index} h{index} + b{index})
      </text>
      <rect {...BOX} rx="8" className="slow-box" />
      <text x={INNER.x} y={BOX.y + 17} className="slow-label">
        {cellName}
      </text>
      <text x={INNER.x + INNER.width} y={BOX.y + 17} textAnchor="end" className="slow-value">
        {decisionLabel(name)}
      </text>
      <Strip values={node.hidden} x={INNER.x} y={hiddenY} width={INNER.width} height={22} scale={scale} label={`h${index}`} />
      {node.cell === null ? null : (
        <Strip values={node.cell} x={INNER.x} y={cellY} width={INNER.width} height={22} scale={scale} label={`c${index}`} />
      )}
      <text x={INNER.x} y={hiddenY + 35} className="slow-tick">
        h{index}, from {formatFixed(Math.min(...node.hidden), 3)} to {formatFixed(Math.max(...node.hidden), 3)}
      </text>
      {node.cell === null ? null : (
        <text x={INNER.x} y={cellY + 33} className="slow-tick">
          c{index}, from {formatFixed(Math.min(...node.cell), 3)} to {formatFixed(Math.max(...node.cell), 3)}
        </text>
      )}
      {[hiddenY + 11, ...(node.cell === null ? [] : [cellY + 11])].map((y) => (
        <g key={y}>
          {t === 0 ? (
            <text x={BOX.x - 6} y={y + 4} textAnchor="end" className="slow-tick">
              0
            </text>
          ) : (
            <Arrow from={[0, y]} to={[BOX.x, y]} />
          )}
          {last ? null : <path className="slow-line" d={`M${BOX.x + BOX.width} ${y}H${WIDTH}`} />}
        </g>
      ))}
      <Arrow from={[middle, 264]} to={[middle, BOX.y + BOX.height]} />
      <Strip values={node.input} x={INNER.x} y={268} width={INNER.width} height={20} scale={inputScale} label={`x${index}`} />
      <text x={middle} y={308} textAnchor="middle" className="slow-label">
        {fed}
      </text>
    </svg>
  );
}

type Point = readonly [x: number, y: number];

/** Straight, with its head at `to`; upwards or to the right. */
function Arrow({ from, to }: { readonly from: Point; readonly to: Point }) {
  const up = from[1] > to[1];
  const head = up ? `M${to[0] - 4} ${to[1] + 6}l4 -6 4 6` : `M${to[0] - 6} ${to[1] - 4}l6 4 -6 4`;
  return <path className="slow-line" d={`M${from[0]} ${from[1]}L${to[0]} ${to[1]}${head}`} />;
}

function Legend({ scale }: { readonly scale: number }) {
  return (
    <p className="slow-legend">
      <span>−{formatFixed(scale, 2)}</span>
      <i aria-hidden="true" />
      <span>+{formatFixed(scale, 2)}</span>
      <span className="slow-note">colours of h and c; the middle is 0</span>
    </p>
  );
}
