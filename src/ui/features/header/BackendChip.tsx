import { Tip } from '../../shared/Tip';
import { useLab } from '../../store';

/** How the children are computed; why, on hover and focus. */
export function BackendChip() {
  const backend = useLab((state) => state.backend);
  const failed = useLab((state) => state.error?.kind === 'backend');
  if (backend === null) return null;
  return (
    <Tip text={backend.reason} align="end">
      <button type="button" className="chip backend" data-failed={failed}>
        <i aria-hidden="true" />
        {backend.label}
      </button>
    </Tip>
  );
}
