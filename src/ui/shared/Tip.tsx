import { cloneElement, type ReactElement, type ReactNode, useId, useState } from 'react';

interface TipProps {
  readonly text: ReactNode;
  readonly align?: 'start' | 'end';
  readonly side?: 'bottom' | 'top';
  /** One focusable element; it is described by the text. */
  readonly children: ReactElement<{ 'aria-describedby'?: string }>;
}

/** Explains a control on hover and on keyboard focus; Escape puts it away (WCAG 1.4.13). */
export function Tip({ text, align = 'start', side = 'bottom', children }: TipProps) {
  const id = useId();
  const [dismissed, setDismissed] = useState(false);
  return (
    <span
      className="tip"
      data-align={align}
      data-side={side}
      {...(dismissed ? { 'data-dismissed': '' } : {})}
      onKeyDown={(event) => event.key === 'Escape' && setDismissed(true)}
      onPointerEnter={() => setDismissed(false)}
      onFocus={() => setDismissed(false)}
    >
      {cloneElement(children, { 'aria-describedby': id })}
      <span role="tooltip" id={id}>
        {text}
      </span>
    </span>
  );
}
