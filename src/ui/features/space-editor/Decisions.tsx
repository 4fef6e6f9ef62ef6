import type { DrawnSample, ReadSpace } from '../../../worker/spaceProtocol';
import { type OutlineNode, outlineOf } from './outline';

interface DecisionsProps {
  readonly space: ReadSpace;
  readonly sample: DrawnSample | null;
}

/** What is decided, as a tree by the parts of the names, with the sample's choices. */
export function Decisions({ space, sample }: DecisionsProps) {
  const nodes = outlineOf(space.met, space.walks, sample?.chosen ?? []);
  return (
    <details className="space-decisions" open={space.met.length <= 14}>
      <summary>
        Decisions, in the order they are asked <span className="space-soft">with the sample’s choice</span>
      </summary>
      <Level nodes={nodes} />
      {space.left > 0 ? <p className="space-soft">And {space.left} more.</p> : null}
    </details>
  );
}

function Level({ nodes }: { readonly nodes: readonly OutlineNode[] }) {
  return (
    <ul>
      {nodes.map(({ path, label, leaf, below }) => (
        <li key={path}>
          <code>{label}</code>
          {leaf === null ? null : (
            <>
              {' '}
              <span className="space-soft">{leaf.options}</span>{' '}
              {leaf.choice === null ? <span className="space-soft">· not asked here</span> : <b>{leaf.choice}</b>}
              {leaf.asked < 1 ? <span className="space-soft"> · asked in {Math.round(leaf.asked * 100)} % of walks</span> : null}
            </>
          )}
          {below.length === 0 ? null : <Level nodes={below} />}
        </li>
      ))}
    </ul>
  );
}
