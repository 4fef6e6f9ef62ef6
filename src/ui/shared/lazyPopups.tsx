import { lazy, Suspense } from 'react';
import type { PopupDialogProps, PopupMenuProps, PopupPanelProps } from './popups';

export type { MenuEntry } from './popups';

const LazyMenu = lazy(() => import('./popups').then((module) => ({ default: module.PopupMenu })));
const LazyPanel = lazy(() => import('./popups').then((module) => ({ default: module.PopupPanel })));
const LazyDialog = lazy(() => import('./popups').then((module) => ({ default: module.PopupDialog })));

/** What stands in for a trigger for the moment its popup's code takes to arrive: the same picture, not yet pressable. */
function Waiting({ label, className, trigger }: Pick<PopupMenuProps, 'label' | 'className' | 'trigger'>) {
  return (
    <button type="button" className={className} aria-label={label} aria-disabled="true" aria-haspopup="true">
      {trigger}
    </button>
  );
}

export function MenuButton(props: PopupMenuProps) {
  return (
    <Suspense fallback={<Waiting {...props} />}>
      <LazyMenu {...props} />
    </Suspense>
  );
}

export function PanelButton(props: PopupPanelProps) {
  return (
    <Suspense fallback={<Waiting {...props} />}>
      <LazyPanel {...props} />
    </Suspense>
  );
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
