import { type ComponentType, lazy, Suspense, useRef, useState } from 'react';
import type { PopupDialogProps, PopupMenuProps, PopupPanelProps } from './popups';

export type { MenuEntry } from './popups';

type Popups = typeof import('./popups');

const LazyDialog = lazy(() => import('./popups').then((module) => ({ default: module.PopupDialog })));

let loaded: Popups | null = null;

interface TriggerProps {
  readonly label: string;
  readonly className: string;
  readonly trigger: PopupMenuProps['trigger'];
  readonly isDisabled?: boolean;
}

/** What a trigger knows of its past when its popup's code arrives. */
interface Arrival {
  readonly popups: Popups;
  readonly isWanted: boolean;
  readonly isFocused: boolean;
}

/**
 * A trigger before its popup's code is here: the same button, which fetches the code when it is pointed at or focused,
 * and hands over its press and its focus.
 */
function Waiting({
  label,
  className,
  trigger,
  isDisabled = false,
  onArrival,
}: TriggerProps & { onArrival: (arrival: Arrival) => void }) {
  const button = useRef<HTMLButtonElement>(null);
  const pressed = useRef(false);
  const fetchPopups = async (): Promise<void> => {
    loaded ??= await import('./popups');
    onArrival({ popups: loaded, isWanted: pressed.current, isFocused: document.activeElement === button.current });
  };
  return (
    <button
      ref={button}
      type="button"
      className={className}
      aria-label={label}
      aria-haspopup="true"
      disabled={isDisabled}
      onPointerEnter={() => void fetchPopups()}
      onFocus={() => void fetchPopups()}
      onPointerDown={() => {
        pressed.current = true;
      }}
      onClick={() => {
        pressed.current = true;
        void fetchPopups();
      }}
    >
      {trigger}
    </button>
  );
}

function PopupOnDemand<P extends TriggerProps>({
  props,
  choose,
}: {
  readonly props: P;
  readonly choose: (popups: Popups) => ComponentType<P & Pick<Arrival, 'isWanted' | 'isFocused'>>;
}) {
  const [arrival, setArrival] = useState<Arrival | null>(null);
  if (arrival === null) return <Waiting {...props} onArrival={setArrival} />;
  const Popup = choose(arrival.popups);
  return <Popup {...props} isWanted={arrival.isWanted} isFocused={arrival.isFocused} />;
}

export function MenuButton(props: PopupMenuProps) {
  return <PopupOnDemand props={props} choose={(popups) => popups.PopupMenu} />;
}

export function PanelButton(props: PopupPanelProps) {
  return <PopupOnDemand props={props} choose={(popups) => popups.PopupPanel} />;
}

/** Loaded when it is first opened. */
export function ModalDialog(props: PopupDialogProps) {
  if (!props.isOpen) return null;
  return (
    <Suspense fallback={null}>
      <LazyDialog {...props} />
    </Suspense>
  );
}
