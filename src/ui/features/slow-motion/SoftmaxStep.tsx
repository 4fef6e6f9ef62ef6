import { formatFixed, formatPercent } from '../../shared/format';
import { decisionLabel, Formula, Formulas, Num, optionLabel, type StepViewProps, subscript, Words } from './parts';

/** Step 2: logits to probabilities. */
export function SoftmaxStep({ trace, child }: StepViewProps) {
  const nodes = child.path.map((place) => trace.nodes[place]).filter((node) => node !== undefined);
  const flattest = nodes.every(({ probs }) => Math.max(...probs) - Math.min(...probs) < 0.05);
  return (
    <>
      <Words>
        Each decision’s head makes one number an option of h, its logit z. The softmax turns them into probabilities: raise e to
        each, divide by their sum.{' '}
        {flattest
          ? 'Here they are nearly even: the controller has no strong opinion yet.'
          : 'The differences are what it has learned so far.'}
      </Words>
      <div className="slow-pair">
        {nodes.map((node, t) => {
          const options = trace.decisions[t]?.options ?? [];
          const chosen = child.actions[t] ?? 0;
          return (
            <table key={trace.decisions[t]?.name ?? t} className="slow-table slow-softmax">
              <caption>
                Decision {t + 1}: {decisionLabel(trace.decisions[t]?.name ?? '')}
              </caption>
              <thead className="slow-table-head">
                <tr>
                  <th scope="col">option</th>
                  <th scope="col">z</th>
                  <th scope="col">eᶻ</th>
                  <th scope="col" colSpan={2}>
                    p
                  </th>
                </tr>
              </thead>
              <tbody>
                {node.probs.map((p, k) => (
                  <tr key={options[k] ?? k} data-chosen={k === chosen}>
                    <th scope="row">{optionLabel(options[k] ?? '')}</th>
                    <td>{formatFixed(node.logits[k], 3)}</td>
                    <td>{formatFixed(Math.exp(node.logits[k] ?? 0), 3)}</td>
                    <td className="slow-fill">
                      <i className="slow-fill-bar" style={{ width: `${(100 * p) / Math.max(0.25, ...node.probs)}%` }} />
                    </td>
                    <td>{formatPercent(p, 2)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          );
        })}
      </div>
      <Formulas>
        {nodes.map((node, t) => {
          const option = child.actions[t] ?? 0;
          const z = node.logits[option] ?? 0;
          const sum = node.logits.reduce((total, logit) => total + Math.exp(logit), 0);
          return (
            <Formula key={trace.decisions[t]?.name ?? t}>
              p{subscript(t + 1)}({optionLabel(trace.decisions[t]?.options[option] ?? '')}) = e<sup>{formatFixed(z, 3)}</sup> / Σ
              eᶻ = {formatFixed(Math.exp(z), 3)} / {formatFixed(sum, 3)} = <Num>{formatFixed(node.probs[option], 4)}</Num>
            </Formula>
          );
        })}
      </Formulas>
    </>
  );
}
