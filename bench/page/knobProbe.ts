/**
 * Runs in the page: times what follows a movement by what the chart says of itself in words, which changes with what it draws. Times are
 * taken after the frame that shows it.
 */
export interface KnobProbe {
  /** Of the last movement: ms from the event to the first frame with a new curve, and to the one with all episodes; null before. */
  firstMs: number | null;
  wholeMs: number | null;
  /** Of the last band: ms until all its seeds are drawn. */
  bandMs: number | null;
}

declare global {
  interface Window {
    knobProbe: KnobProbe;
  }
}

/** Self-contained: it is sent to the page as text. */
export function installKnobProbe({ whole, seeds }: { readonly whole: string; readonly seeds: string }): void {
  const probe: KnobProbe = { firstMs: null, wholeMs: null, bandMs: null };
  window.knobProbe = probe;
  let movedAt = Number.NaN;
  let before = '';
  /** A new curve has been begun: its last words may be the old one's. */
  let isNew = false;
  const said = (): string => document.querySelector('.chart [role="img"]')?.getAttribute('aria-label') ?? '';
  const moved = (event: Event): void => {
    movedAt = event.timeStamp;
    before = said();
    isNew = false;
    Object.assign(probe, { firstMs: null, wholeMs: null, bandMs: null });
  };
  document.addEventListener('keydown', moved, true);
  document.addEventListener('change', moved, true);
  const afterFrame = (take: (ms: number) => void): void => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => take(performance.now() - movedAt);
      port2.postMessage(null);
    });
  };
  new MutationObserver(() => {
    const text = said();
    isNew ||= text !== before;
    if (!isNew) return;
    const isWhole = text.includes(whole);
    const isBand = text.includes(seeds);
    afterFrame((ms) => {
      probe.firstMs ??= ms;
      if (isWhole) probe.wholeMs ??= ms;
      if (isBand) probe.bandMs ??= ms;
    });
  }).observe(document, { subtree: true, childList: true, attributeFilter: ['aria-label'] });
}
