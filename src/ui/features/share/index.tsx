import { useEffect, useMemo, useRef, useState } from 'react';
import { isLocalTable } from '../../../engine/estimate/tableName';
import type { RewardConfig } from '../../../engine/reward/config';
import type { RunConfig } from '../../../engine/run/config';
import { ModalDialog } from '../../shared/lazyPopups';
import { Tip } from '../../shared/Tip';
import { useLab } from '../../store';
import './share.css';

/** The header's Share button: the run as one address, seed included. */
export default function Share() {
  const config = useLab((state) => state.config);
  const reward = useLab((state) => state.reward);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Tip text="A link that opens this run, settings and seed included, for anybody." align="end">
        <button type="button" className="chip" disabled={config === null} onClick={() => setOpen(true)} aria-haspopup="dialog">
          Share
        </button>
      </Tip>
      <ModalDialog title="Share this run" isOpen={isOpen && config !== null} onClose={() => setOpen(false)}>
        {config === null ? null : <ShareBody config={config} reward={reward ?? config.reward} />}
      </ModalDialog>
    </>
  );
}

type Copied = 'no' | 'yes' | 'by-hand';

function ShareBody({ config: asked, reward }: { readonly config: RunConfig; readonly reward: RewardConfig }) {
  const config = useMemo(() => ({ ...asked, reward }), [asked, reward]);
  const isChanged = JSON.stringify(asked.reward) !== JSON.stringify(reward);
  const [link, setLink] = useState<string | null>(null);
  const [copied, setCopied] = useState<Copied>('no');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    let isCurrent = true;
    const build = async (): Promise<void> => {
      const { encodeLink } = await import('../../shared/runLink');
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
    <div className="share">
      <p>
        {isChanged
          ? 'The link holds the settings, the seed and the reward now in force; its run has that reward from the start: '
          : 'The link holds the settings and the seed, so it is the same run: '}
        {config.title}, seed {config.seed}. Nothing is uploaded; everything is in the address itself.
      </p>
      <div className="share-row">
        <input
          ref={field}
          readOnly
          aria-label="Link to this run"
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
      {config.estimator.id === 'table' && isLocalTable(config.estimator.table) ? (
        <p className="share-note">
          Its rewards come from a table of this browser, which is too large for an address. Send its file along: it is downloaded
          under “Tables”, and who opens the link is asked for it.
        </p>
      ) : null}
      {config.reward.id === 'code' ? (
        <p className="share-note">
          It also holds your reward's code. Who opens the link is shown the code and decides whether to run it.
        </p>
      ) : null}
    </div>
  );
}
