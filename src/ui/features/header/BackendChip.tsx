import type { BackendReport } from '../../../worker/protocol';
import { Tip } from '../../shared/Tip';
import { useLab } from '../../store';

/** How the children are computed; why, on hover and focus. */
export function BackendChip() {
  const backend = useLab((state) => state.backend);
  const failed = useLab((state) => state.error?.kind === 'backend');
  if (backend === null) return null;
  const { slower = [] } = backend;
  return (
    <Tip text={<Why report={backend} />} align="end">
      <button type="button" className="chip backend" data-failed={failed} data-slower={slower.length > 0}>
        <i aria-hidden="true" />
        {backend.label}
      </button>
    </Tip>
  );
}

/** The reason, then what is slower here than it could be. */
function Why({ report: { reason, slower = [] } }: { readonly report: BackendReport }) {
  return (
    <>
      {reason}
      {slower.map((sentence) => (
        <span key={sentence} className="slower">
          {sentence}
        </span>
      ))}
    </>
  );
}
