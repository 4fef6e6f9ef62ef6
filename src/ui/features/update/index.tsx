import { useEffect, useState } from 'react';
import { registerOffline, type WaitingUpdate } from '../../../offline/register';
import './update.css';

/** Makes the page work offline, and offers a newer build of the lab once it is here. The run goes on where it was. */
export default function UpdateNotice() {
  const [update, setUpdate] = useState<WaitingUpdate | null>(null);
  useEffect(() => {
    void registerOffline(setUpdate);
  }, []);
  if (update === null) return null;
  return (
    <aside className="update" role="status">
      <p>A newer version of the lab is ready. Your run is kept.</p>
      <button type="button" className="button primary" onClick={() => update.apply()}>
        Use it now
      </button>
      <button type="button" className="button" onClick={() => setUpdate(null)}>
        Later
      </button>
    </aside>
  );
}
