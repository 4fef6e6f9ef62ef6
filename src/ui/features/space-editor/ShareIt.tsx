import { useEffect, useRef, useState } from 'react';
import type { ReadSpace } from '../../../worker/spaceProtocol';
import { ModalDialog } from '../../shared/lazyPopups';
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
  const [link, setLink] = useState<string | null>(null);
  const [copied, setCopied] = useState<'no' | 'yes' | 'by-hand'>('no');
  const field = useRef<HTMLInputElement>(null);
  const seed = useLab((state) => state.config?.seed ?? 1);
  const isTooLarge = JSON.stringify(space.config.definition).length > MOST_BYTES - 5_000;
  useEffect(() => {
    let isCurrent = true;
    const build = async (): Promise<void> => {
      const { encodeLink } = await import('../../shared/runLink');
      const choice: SearchChoice = { strategy: 'regularized-evolution', worth: 'synthetic', data: 'digits', image };
      const address = new URL(location.href);
      address.hash = await encodeLink(searchRun(space, choice, seed));
      if (isCurrent) setLink(address.href);
    };
    if (!isTooLarge) void build();
    return () => {
      isCurrent = false;
    };
  }, [space, image, seed, isTooLarge]);
  const copy = async (): Promise<void> => {
    if (link === null) return;
    field.current?.select();
    try {
      await navigator.clipboard.writeText(link);
      setCopied('yes');
    } catch {
      // Not allowed here (no secure context, or refused): the text is selected, and the person is told.
      setCopied('by-hand');
    }
  };
  if (isTooLarge) {
    return <p>This space is too large for an address. Download it and send the file: it is opened here by “Open a file”.</p>;
  }
  return (
    <div className="space-share">
      <p>
        The link holds “{space.title}” and a search of it on an invented landscape, seed {seed}. In the page it opens, “Start
        from” in this panel brings the space into the editor. Nothing is uploaded; everything is in the address itself.
      </p>
      <div className="space-line">
        <input
          ref={field}
          readOnly
          aria-label="Link to this space"
          value={link ?? 'Building the link…'}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" className="button primary" disabled={link === null} onClick={() => void copy()}>
          Copy
        </button>
      </div>
      <p role="status">
        {copied === 'yes' ? 'Copied.' : null}
        {copied === 'by-hand' ? 'This browser does not let the page copy. The link is selected: press Ctrl+C or ⌘C.' : null}
      </p>
    </div>
  );
}
