import {
  Component,
  type ComponentType,
  type LazyExoticComponent,
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useRef,
} from 'react';
import { panelTitle } from './features/panels/groups';
import { Icon } from './shared/Icon';
import { type PanelId, useLab } from './store';

const VIEWS: Readonly<Record<PanelId, LazyExoticComponent<ComponentType>>> = {
  settings: lazy(() => import('./features/settings')),
  'reward-editor': lazy(() => import('./features/reward-editor')),
  children: lazy(() => import('./features/children')),
  network: lazy(() => import('./features/network')),
  strategy: lazy(() => import('./features/strategy')),
  runs: lazy(() => import('./features/runs')),
  compare: lazy(() => import('./features/compare')),
  space: lazy(() => import('./features/space-editor')),
  data: lazy(() => import('./features/data')),
  tables: lazy(() => import('./features/tables')),
  'slow-motion': lazy(() => import('./features/slow-motion')),
  efficiency: lazy(() => import('./features/efficiency')),
  learn: lazy(() => import('./features/learn')),
};

/** The open panel, beside the chart; each is loaded when it is first opened. */
export function PanelHost() {
  const panel = useLab((state) => state.panel);
  const setPanel = useLab((state) => state.setPanel);
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    // A link to a comparison is read by its panel.
    const look = (): void => {
      if (location.hash.startsWith('#compare=')) setPanel('compare');
    };
    look();
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, [setPanel]);
  useEffect(() => {
    if (panel !== null) box.current?.focus();
  }, [panel]);
  if (panel === null) return null;
  const title = panelTitle(panel);
  const View = VIEWS[panel];
  return (
    <aside
      ref={box}
      id="panel"
      className="panel"
      aria-label={title}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) {
          event.stopPropagation();
          setPanel(null);
        }
      }}
    >
      <div className="panel-head">
        <h2>{title}</h2>
        <span className="spacer" />
        <button type="button" className="icon-button" aria-label={`Close ${title}`} onClick={() => setPanel(null)}>
          <Icon name="close" />
        </button>
      </div>
      <div className="panel-body">
        <PanelFault key={panel}>
          <Suspense fallback={<p className="stage-note">Loading {title.toLowerCase()} …</p>}>
            <View />
          </Suspense>
        </PanelFault>
      </div>
    </aside>
  );
}

/** A panel that fails says so in its own place; the run and the rest of the page go on. */
class PanelFault extends Component<{ readonly children: ReactNode }, { readonly fault: Error | null }> {
  override state: { readonly fault: Error | null } = { fault: null };

  static getDerivedStateFromError(fault: Error): { readonly fault: Error } {
    return { fault };
  }

  override render(): ReactNode {
    if (this.state.fault === null) return this.props.children;
    return (
      <p role="alert" className="stage-note">
        This panel could not be shown: {this.state.fault.message} The run goes on. Close the panel and open it again; if it stays
        so, reload the page.
      </p>
    );
  }
}
