import { useMemo, useState } from 'react';
import { isLocalTable } from '../../../engine/estimate/tableName';
import type { RewardConfig } from '../../../engine/reward/config';
import type { RunConfig } from '../../../engine/run/config';
import { ModalDialog } from '../../shared/lazyPopups';
import { ShareLink } from '../../shared/ShareLink';
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

function ShareBody({ config: asked, reward }: { readonly config: RunConfig; readonly reward: RewardConfig }) {
  const config = useMemo(() => ({ ...asked, reward }), [asked, reward]);
  const isChanged = JSON.stringify(asked.reward) !== JSON.stringify(reward);
  return (
    <div className="share">
      <p>
        {isChanged
          ? 'The link holds the settings, the seed and the reward now in force; its run has that reward from the start: '
          : 'The link holds the settings and the seed, so it is the same run: '}
        {config.title}, seed {config.seed}. Nothing is uploaded; everything is in the address itself.
      </p>
      <ShareLink what="this run" config={config} />
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
