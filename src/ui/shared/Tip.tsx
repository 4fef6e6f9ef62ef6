import {
  cloneElement,
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  useId,
  useState,
} from 'react';

interface Described {
  'aria-describedby'?: string;
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
  onPointerEnter?: (event: PointerEvent<HTMLElement>) => void;
  onFocus?: (event: FocusEvent<HTMLElement>) => void;
}

interface TipProps {
  readonly text: ReactNode;
  readonly align?: 'start' | 'end';
  readonly side?: 'bottom' | 'top';
  /** One focusable element; it is described by the text. */
  readonly children: ReactElement<Described>;
}

/** Explains a control on hover and on keyboard focus; Escape puts it away (WCAG 1.4.13). */
export function Tip({ text, align = 'start', side = 'bottom', children }: TipProps) {
  const id = useId();
  const [dismissed, setDismissed] = useState(false);
  const { props } = children;
  return (
    <span className="tip" data-align={align} data-side={side} {...(dismissed ? { 'data-dismissed': '' } : {})}>
      {cloneElement(children, {
        'aria-describedby': id,
        onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
          if (event.key === 'Escape') setDismissed(true);
          props.onKeyDown?.(event);
        },
        onPointerEnter: (event: PointerEvent<HTMLElement>) => {
          setDismissed(false);
          props.onPointerEnter?.(event);
        },
        onFocus: (event: FocusEvent<HTMLElement>) => {
          setDismissed(false);
          props.onFocus?.(event);
        },
      })}
      <span role="tooltip" id={id}>
        {text}
      </span>
    </span>
  );
}
