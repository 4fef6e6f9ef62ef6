import { archLabel, shortText } from './ops';

interface ArchTextProps {
  readonly arch: string;
  /** Characters there is room for. */
  readonly most?: number;
}

/** An architecture's name: the middle of a long one left out for the eye, all of it on hover and for screen readers. */
export function ArchText({ arch, most = 40 }: ArchTextProps) {
  const full = archLabel(arch);
  if (full.length <= most) return full;
  return (
    <span title={full}>
      <span aria-hidden="true">{shortText(full, most)}</span>
      <span className="sr-only">{full}</span>
    </span>
  );
}
