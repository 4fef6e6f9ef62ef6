import { useEffect, useRef, useState } from 'react';
import type { RunConfig } from '../../engine/run/config';
import './share-link.css';

interface ShareLinkProps {
  /** What is shared: 'this run'. */
  readonly what: string;
  /** The run that the link opens; the link is built again where it is another object. */
  readonly config: RunConfig;
}

type Copied = 'no' | 'yes' | 'by-hand';

/** The address that opens a run, and a button that copies it. */
export function ShareLink({ what, config }: ShareLinkProps) {
  const [link, setLink] = useState<string | null>(null);
  const [copied, setCopied] = useState<Copied>('no');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    let isCurrent = true;
    const build = async (): Promise<void> => {
      const { encodeLink } = await import('./runLink');
      const address = new URL(location.href);
      address.hash = await encodeLink(config);
      if (isCurrent) setLink(address.href);
    };
    void build();
    return () => {
      isCurrent = false;
    };
  }, [config]);

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

  return (
    <>
      <div className="share-row">
        <input
          ref={field}
          readOnly
          aria-label={`Link to ${what}`}
          value={link ?? 'Building the link…'}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" className="button primary" disabled={link === null} onClick={() => void copy()}>
          Copy
        </button>
      </div>
      <p className="share-said" role="status">
        {copied === 'yes' ? 'Copied.' : null}
        {copied === 'by-hand' ? 'This browser does not let the page copy. The link is selected: press Ctrl+C or ⌘C.' : null}
      </p>
    </>
  );
}
