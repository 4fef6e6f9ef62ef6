import { type ReactNode, useEffect, useState } from 'react';
import './shared/tokens.css';
import './shared/base.css';
import './shared/controls.css';
import './shared/popups.css';
import './app.css';
import { ChartPanel } from './features/chart/ChartPanel';
import { Header } from './features/header/Header';
import { HeatmapPanel } from './features/heatmap/HeatmapPanel';
import { LoopStrip } from './features/loop/LoopStrip';
import { BottomBar } from './features/panels/BottomBar';
import { Announcer } from './features/status/Announcer';
import { FaultBanner } from './features/status/FaultBanner';
import { Shortcuts } from './features/status/Shortcuts';
import { PanelHost } from './PanelHost';
import { useMedia } from './shared/hooks';
import { useLab } from './store';

/** The page: header, loop, chart and map, panels. share: the Share button's place. */
export function App({ share }: { readonly share: ReactNode }) {
  const panel = useLab((state) => state.panel);
  const drawn = useDrawn(2);
  usePageLook();
  useDropGuard();
  return (
    <div className="page" data-panel={panel !== null}>
      <a className="skip" href="#main">
        Skip to the charts
      </a>
      <Header share={share} />
      <FaultBanner />
      <LoopStrip />
      <main id="main" tabIndex={-1}>
        {drawn < 2 ? <div className="chart" /> : <ChartPanel />}
        {drawn < 1 ? <div className="heatmap" /> : <HeatmapPanel />}
        <PanelHost />
      </main>
      <BottomBar />
      <Announcer />
      <Shortcuts />
    </div>
  );
}

/**
 * How many of the page's large parts are drawn: one more in each task. All at once they are one task of twice the length, in which the
 * page answers nobody.
 */
function useDrawn(parts: number): number {
  const [drawn, setDrawn] = useState(0);
  useEffect(() => {
    if (drawn >= parts) return;
    const timer = setTimeout(() => setDrawn(drawn + 1), 0);
    return () => clearTimeout(timer);
  }, [drawn, parts]);
  return drawn;
}

/** A file dropped beside the place made for it would otherwise replace the page, and the run with it. */
function useDropGuard(): void {
  useEffect(() => {
    const refuse = (event: DragEvent): void => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'none';
    };
    window.addEventListener('dragover', refuse);
    window.addEventListener('drop', refuse);
    return () => {
      window.removeEventListener('dragover', refuse);
      window.removeEventListener('drop', refuse);
    };
  }, []);
}

/** Theme and type size live on the root element, where the tokens read them. */
function usePageLook(): void {
  const theme = useLab((state) => state.theme);
  const projector = useLab((state) => state.projector);
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const dark = theme === 'dark' || (theme === 'system' && systemDark);
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }, [dark]);
  useEffect(() => {
    document.documentElement.dataset.projector = projector ? 'on' : 'off';
  }, [projector]);
}
