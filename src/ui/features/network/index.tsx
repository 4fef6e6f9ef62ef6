import './network.css';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { FAMILY_COLOURS, OP_FAMILIES, totalsText } from '../../../engine/graph/layout';
import { useMedia } from '../../shared/hooks';
import { useLab } from '../../store';
import { AnyArch } from './AnyArch';
import { Details } from './Details';
import { Enlarged } from './Enlarged';
import { useFolding } from './folding';
import { LayerTable } from './LayerTable';
import { Legend } from './Legend';
import { SaveAs } from './SaveAs';
import { Stage } from './Stage';
import { type ShownNetwork, useRunNetwork } from './shown';

/** The families' colours of the theme in force, as custom properties --net-conv, --net-pool, ... */
function useFamilyColours(): CSSProperties {
  const theme = useLab((state) => state.theme);
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const shade = theme === 'dark' || (theme === 'system' && systemDark) ? 'dark' : 'light';
  return Object.fromEntries(OP_FAMILIES.map((family) => [`--net-${family}`, FAMILY_COLOURS[family][shade]]));
}

/** The network of a child, drawn: the selected one, the best, or any other by its text. */
export default function Network() {
  const ofRun = useRunNetwork();
  const space = useLab((state) => state.config?.space.id ?? null);
  const [own, setOwn] = useState<ShownNetwork | null>(null);
  const colours = useFamilyColours();
  const showing = own === null ? ofRun : ({ state: 'shown', network: own } as const);
  return (
    <div className="net" style={colours}>
      {showing.state === 'empty' ? (
        <p className="net-soft">No child has been measured yet. Press play, and the best one so far is drawn here.</p>
      ) : null}
      {showing.state === 'failed' ? (
        <p className="net-error" role="alert">
          {showing.origin}: {showing.error.message} <b>{showing.error.remedy}</b>
        </p>
      ) : null}
      {showing.state === 'shown' ? <NetworkView network={showing.network} /> : null}
      <AnyArch space={space} isShown={own !== null} onShow={setOwn} />
    </div>
  );
}

function NetworkView({ network }: { readonly network: ShownNetwork }) {
  const { graph, count, origin, title } = network;
  const folding = useFolding(graph, count);
  const { drawing, groups, folded, fused } = folding;
  const [active, setActive] = useState<string | null>(null);
  const [pinned, setPinned] = useState<string | null>(null);
  const [isEnlarged, setEnlarged] = useState(false);
  const enlarge = useRef<HTMLButtonElement>(null);
  const wasEnlarged = useRef(false);
  useEffect(() => {
    if (wasEnlarged.current && !isEnlarged) enlarge.current?.focus();
    wasEnlarged.current = isEnlarged;
  }, [isEnlarged]);
  const nodeOf = (id: string | null) => drawing.nodes.find((node) => node.id === id) ?? null;
  const label = `Network of ${title}: ${drawing.nodes.length} boxes, ${totalsText(count)}`;
  const view = (
    <>
      <div className="net-head">
        <p className="net-title" title={title}>
          <span className="net-soft">{origin}</span> <b>{title}</b>
        </p>
        <label className="switch">
          <input type="checkbox" checked={fused} onChange={(event) => folding.setFused(event.target.checked)} />
          Norm and activation in one box
        </label>
      </div>
      <Stage
        drawing={drawing}
        networkKey={`${network.space} ${origin} ${title}`}
        label={label}
        active={active ?? pinned}
        pinned={pinned}
        onActive={setActive}
        onPin={setPinned}
        onToggle={folding.toggle}
        tools={
          <>
            <button ref={enlarge} type="button" className="button" onClick={() => setEnlarged(!isEnlarged)}>
              {isEnlarged ? 'Back to the panel' : 'Enlarge'}
            </button>
            <span className="spacer" />
            {groups.length === 0 ? null : (
              <>
                <button
                  type="button"
                  className="button"
                  disabled={folded.size === groups.length}
                  onClick={() => folding.foldAll(true)}
                >
                  Fold all
                </button>
                <button type="button" className="button" disabled={folded.size === 0} onClick={() => folding.foldAll(false)}>
                  Unfold all
                </button>
              </>
            )}
          </>
        }
      />
      <Details node={nodeOf(active) ?? nodeOf(pinned)} count={count} />
      <Legend drawing={drawing} />
    </>
  );
  return (
    <>
      {isEnlarged ? (
        <Enlarged label={`Network of ${title}`} onClose={() => setEnlarged(false)}>
          {view}
        </Enlarged>
      ) : (
        <div className="net-panel">{view}</div>
      )}
      <SaveAs network={network} folded={folded} fused={fused} />
      <LayerTable count={count} />
    </>
  );
}
