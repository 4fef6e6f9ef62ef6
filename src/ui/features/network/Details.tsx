import { type DrawnNode, totalsText } from '../../../engine/graph/layout';
import { shapeText } from '../../../engine/graph/shapes';
import type { GraphCount } from '../../../engine/graph/types';
import { formatCount, formatPercent } from '../../shared/format';

/** A share of the whole in percent; one that is there and rounds to nothing says so. */
function shareText(share: number): string {
  return share > 0 && share < 0.001 ? '< 0.1 %' : formatPercent(share, 1);
}

/** What the box under the pointer, in focus or pinned stands for; the totals where there is none. */
export function Details({ node, count }: { readonly node: DrawnNode | null; readonly count: GraphCount }) {
  if (node === null) {
    return (
      <div className="net-details">
        <p>
          <b>{totalsText(count)}</b>
        </p>
        <p className="net-soft">
          What a box does and costs is read here: point at it, tap it, or walk to it with Tab and the arrow keys.
        </p>
      </div>
    );
  }
  const { kind, layers, title, words, inputShapes, outputShape, params, macs, paramShare, macShare } = node;
  const isGroup = kind === 'group';
  return (
    <div className="net-details">
      <p className="net-words" title={words}>
        <b>{isGroup ? title : (layers[0] ?? title)}</b>
        {isGroup ? ` · ${layers.length} layers: ` : kind === 'chain' ? ` and ${layers.length - 1} more: ` : ': '}
        {words}
      </p>
      <dl>
        <div>
          <dt>in</dt>
          <dd>{inputShapes.length === 0 ? '–' : inputShapes.map(shapeText).join(', ')}</dd>
        </div>
        <div>
          <dt>out</dt>
          <dd>{shapeText(outputShape)}</dd>
        </div>
        <div>
          <dt>params</dt>
          <dd>
            {formatCount(params)} <span className="net-soft">{shareText(paramShare)}</span>
          </dd>
        </div>
        <div>
          <dt>MACs</dt>
          <dd>
            {formatCount(macs)} <span className="net-soft">{shareText(macShare)}</span>
          </dd>
        </div>
      </dl>
    </div>
  );
}
