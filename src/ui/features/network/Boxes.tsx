import { memo } from 'react';
import {
  BOX,
  type DrawnEdge,
  type DrawnFrame,
  type DrawnNode,
  FRAME,
  fitText,
  nodeSentence,
  routePath,
} from '../../../engine/graph/layout';

interface BoxProps {
  readonly node: DrawnNode;
  readonly isTabStop: boolean;
  readonly isPinned: boolean;
}

/**
 * One box, named in full; what is written over it is a shorter form of that, for the eye only. Presses and keys are heard by
 * the stage, which finds the box by its data-id.
 */
const Box = memo(function Box({ node, isTabStop, isPinned }: BoxProps) {
  const { id, kind, family, x, y, width, height, title, lines } = node;
  const room = width - 2 * (BOX.padX - 4);
  const isGroup = kind === 'group';
  const baseline = BOX.padY + BOX.titleSize;
  return (
    <>
      <g
        className="net-node"
        data-id={id}
        data-group={isGroup ? node.group : undefined}
        data-family={family}
        transform={`translate(${x} ${y})`}
        role="treeitem"
        tabIndex={isTabStop ? 0 : -1}
        aria-label={nodeSentence(node)}
        aria-selected={isPinned}
        {...(isGroup ? { 'aria-expanded': false } : {})}
      >
        {isGroup ? <rect className="net-box" x={4} y={4} width={width} height={height} rx={5} /> : null}
        <rect className="net-box" width={width} height={height} rx={5} />
        <rect className="net-bar" width={5} height={height} rx={2.5} />
        {isGroup ? <path className="net-fold-sign" d={`M${width - 14} 7v8M${width - 18} 11h8`} /> : null}
      </g>
      <svg x={x} y={y} aria-hidden="true" overflow="visible">
        <text className="net-name" x={width / 2} y={baseline}>
          {fitText(title, BOX.titleSize, room)}
        </text>
        {lines.map((line, index) => (
          <text key={line} className="net-line" x={width / 2} y={baseline + (index + 1) * BOX.lineHeight}>
            {fitText(line, BOX.lineSize, room)}
          </text>
        ))}
      </svg>
    </>
  );
});

interface BoxesProps {
  readonly nodes: readonly DrawnNode[];
  readonly tabStop: string | undefined;
  readonly pinned: string | null;
}

export const Boxes = memo(function Boxes({ nodes, tabStop, pinned }: BoxesProps) {
  return nodes.map((node) => <Box key={node.id} node={node} isTabStop={node.id === tabStop} isPinned={node.id === pinned} />);
});

/** Frames of groups that are not folded; a press on a frame's name folds it. */
export const Frames = memo(function Frames({ frames }: { readonly frames: readonly DrawnFrame[] }) {
  return frames.map(({ part, group, x, y, width, height }) => (
    <g key={part} className="net-frame" data-group={group} transform={`translate(${x} ${y})`}>
      <rect width={width} height={height} rx={8} />
      <text x={24} y={15}>
        {fitText(part, FRAME.titleSize, width - 32)}
      </text>
      <path className="net-fold-sign" d="M10 11h8" />
    </g>
  ));
});

const TIP = 'l-3.2-6.5h6.4z';

/** All edges as two paths, lines and tips: five hundred elements less to draw. */
export const Edges = memo(function Edges({
  edges,
  className,
}: {
  readonly edges: readonly DrawnEdge[];
  readonly className: string;
}) {
  const tips = edges.map(({ points }) => {
    const end = points[points.length - 1];
    return end === undefined ? '' : `M${end.x} ${end.y}${TIP}`;
  });
  return (
    <g className={className}>
      <path className="net-line-of-edge" d={edges.map(({ points }) => routePath(points)).join('')} />
      <path className="net-tip" d={tips.join('')} />
    </g>
  );
});
