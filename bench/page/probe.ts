/**
 * Runs in the page before its own scripts: notes when it first shows children, how many it has shown when, and its long
 * tasks. What it needs is a child count in `.counts b`, which people see too.
 */
export interface PageProbe {
  /** Milliseconds from the start of navigation to the first child on the screen; null before it. */
  firstChildMs: number | null;
  /** Milliseconds at the end of the load event; null before it. */
  loadMs: number | null;
  /** [ms, children], a pair each time the count on the screen has changed. */
  readonly counts: (readonly [ms: number, children: number])[];
  /** Main-thread tasks over 50 ms: [start, duration] in ms. */
  readonly longTasks: (readonly [start: number, duration: number])[];
}

declare global {
  interface Window {
    pageProbe: PageProbe;
  }
}

/** Self-contained: it is sent to the page as text. */
export function installProbe(): void {
  const probe: PageProbe = { firstChildMs: null, loadMs: null, counts: [], longTasks: [] };
  window.pageProbe = probe;
  window.addEventListener('load', () => {
    probe.loadMs = performance.now();
  });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) probe.longTasks.push([startTime, duration]);
  }).observe({ type: 'longtask', buffered: true });
  const look = (): void => {
    const children = Number(document.querySelector('.counts b')?.textContent?.replace(/\D/g, '') ?? 0);
    if (children === (probe.counts.at(-1)?.[1] ?? 0)) return;
    probe.firstChildMs ??= performance.now();
    probe.counts.push([performance.now(), children]);
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
}
