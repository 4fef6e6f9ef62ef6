import { useMemo, useState } from 'react';
import type { ReadSpace } from '../../../worker/spaceProtocol';
import { ModalDialog } from '../../shared/lazyPopups';
import { ShareLink } from '../../shared/ShareLink';
import { useLab } from '../../store';
import { type SearchChoice, searchRun } from './searchRun';

/** What opens a link unpacks at most. */
const MOST_BYTES = 100_000;

interface ShareItProps {
  readonly space: ReadSpace | null;
  readonly isCurrent: boolean;
  readonly image: SearchChoice['image'];
}

/** A link that opens a search of the space, for anybody. */
export function ShareIt({ space, isCurrent, image }: ShareItProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button"
        aria-haspopup="dialog"
        disabled={space === null || !isCurrent}
        onClick={() => setOpen(true)}
      >
        Share
      </button>
      <ModalDialog title="Share this space" isOpen={isOpen && space !== null} onClose={() => setOpen(false)}>
        {space === null ? null : <ShareBody space={space} image={image} />}
      </ModalDialog>
    </>
  );
}

function ShareBody({ space, image }: { readonly space: ReadSpace; readonly image: SearchChoice['image'] }) {
  const seed = useLab((state) => state.config?.seed ?? 1);
  const isTooLarge = JSON.stringify(space.config.definition).length > MOST_BYTES - 5_000;
  const config = useMemo(
    () => searchRun(space, { strategy: 'regularized-evolution', worth: 'synthetic', data: 'digits', image }, seed),
    [space, image, seed],
  );
  if (isTooLarge) {
    return <p>This space is too large for an address. Download it and send the file: it is opened here by “Open a file”.</p>;
  }
  return (
    <div className="space-share">
      <p>
        The link holds “{space.title}” and a search of it on an invented landscape, seed {seed}. In the page it opens, “Start
        from” in this panel brings the space into the editor. Nothing is uploaded; everything is in the address itself.
      </p>
      <ShareLink what="this space" config={config} />
    </div>
  );
}
