import { type ReactNode, type RefObject, useMemo, useState } from 'react';
import { useSize } from '../../../shared/hooks';
import { useLab } from '../../../store';
import { type At, usePointer } from './usePointer';

/** A child drawn at a place of a picture, in pixels. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  /** Null where its child is not known. */
  readonly arch: string | null;
  /** What is read out under the picture. */
  readonly text: string;
}

export interface Drawn {
  readonly height: number;
  readonly body: ReactNode;
  readonly marks: readonly Mark[];
}

interface PictureProps {
  /** What is to be seen, in one sentence. */
  readonly label: string;
  /** Keeps its identity while it draws the same. */
  readonly draw: (width: number) => Drawn;
  /** Read out where nothing is pointed at. */
  readonly hint?: string;
  readonly className?: string;
}

/** Pixels from a mark within which it is pointed at. */
const REACH = 20;

function nearest(marks: readonly Mark[], x: number, y: number): number {
  let at = -1;
  let least = REACH * REACH;
  for (const [i, mark] of marks.entries()) {
    const distance = (mark.x - x) ** 2 + (mark.y - y) ** 2;
    if (distance < least) {
      least = distance;
      at = i;
    }
  }
  return at;
}

/** A picture of children, as wide as its place: pointing at one shows it everywhere, a click selects it. */
export function Picture({ label, draw, hint = '', className = '' }: PictureProps) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const drawn = useMemo(() => (width > 0 ? draw(width) : null), [draw, width]);
  const pointed = usePointed(ref, drawn?.marks ?? NO_MARKS);
  return (
    <div className={`st-picture ${className}`}>
      <div ref={ref} className="st-canvas">
        {drawn === null ? null : (
          <svg width={width} height={drawn.height} role="img" aria-label={label}>
            {drawn.body}
            <Rings marks={drawn.marks} />
          </svg>
        )}
      </div>
      <Readout marks={drawn?.marks ?? NO_MARKS} pointed={pointed} hint={hint} />
    </div>
  );
}

const NO_MARKS: readonly Mark[] = [];

/** The mark under the pointer; hovers and selects its child. */
function usePointed(ref: RefObject<HTMLElement | null>, marks: readonly Mark[]): Mark | null {
  const [pointed, setPointed] = useState<Mark | null>(null);
  const hover = useLab((state) => state.hover);
  const select = useLab((state) => state.select);
  const markAt = ({ x, y }: At): Mark | null => marks[nearest(marks, x, y)] ?? null;
  usePointer(ref, {
    onMove: (at) => {
      const mark = markAt(at);
      setPointed(mark);
      hover(mark?.arch ?? null);
    },
    onLeave: () => {
      setPointed(null);
      hover(null);
    },
    onClick: (at) => {
      const arch = markAt(at)?.arch ?? null;
      if (arch !== null) select(arch);
    },
  });
  return pointed;
}

/** Rings around every mark of the child that is selected or pointed at, wherever that is. */
function Rings({ marks }: { readonly marks: readonly Mark[] }) {
  const selected = useLab((state) => state.selectedArch);
  const hovered = useLab((state) => state.hoveredArch);
  if (selected === null && hovered === null) return null;
  const ring = (arch: string | null): string =>
    arch === null
      ? ''
      : marks.map((mark) => (mark.arch === arch ? `M${mark.x - 7} ${mark.y}a7 7 0 1 0 14 0a7 7 0 1 0 -14 0` : '')).join('');
  return (
    <>
      <path className="st-ring" d={ring(hovered)} />
      <path className="st-ring" data-selected="true" d={ring(selected)} />
    </>
  );
}

function Readout({
  marks,
  pointed,
  hint,
}: {
  readonly marks: readonly Mark[];
  readonly pointed: Mark | null;
  readonly hint: string;
}) {
  const selected = useLab((state) => state.selectedArch);
  const hovered = useLab((state) => state.hoveredArch);
  const of = (arch: string | null): Mark | undefined =>
    arch === null ? undefined : marks.findLast((mark) => mark.arch === arch);
  const shown = pointed ?? of(hovered) ?? of(selected);
  return (
    <p className="st-readout" aria-hidden="true">
      {shown?.text ?? hint}
    </p>
  );
}
