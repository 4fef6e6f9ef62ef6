import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import LinkGate, { hasLinkedRun } from './features/share/LinkGate';
import UpdateNotice from './features/update';
import { PageFault } from './PageFault';
import { type LabDeps, useLab } from './store';
import { useLocalTables } from './store/localTables';
import { keepDraft, savedDraft } from './store/savedDraft';
import { savedRun } from './store/savedRun';

const Share = lazy(() => import('./features/share'));

/** Puts the page into an element and opens its first run: a link's, else this browser's last, else the first preset. */
export function startPage(root: HTMLElement, deps: LabDeps): void {
  const lab = useLab.getState();
  lab.connect(deps);
  useLab.subscribe((state, before) => {
    if (state.rewardDraft !== before.rewardDraft || state.runId !== before.runId) keepDraft(state);
  });
  const openFirst = async (): Promise<void> => {
    const saved = await savedRun();
    const draft = saved === null ? null : await savedDraft(saved.runId);
    const [first] = deps.presets;
    if (useLab.getState().runId !== null) return;
    if (saved !== null) {
      lab.openRun(saved.config, { play: saved.play, runId: saved.runId, orFresh: true });
      if (draft !== null) lab.setRewardDraft(draft);
    } else if (first !== undefined) lab.openRun(first.config, { play: true });
  };
  createRoot(root).render(
    <StrictMode>
      <PageFault>
        <App
          share={
            <Suspense fallback={null}>
              <Share />
            </Suspense>
          }
        />
        <LinkGate onNothing={() => void openFirst()} />
        <UpdateNotice />
      </PageFault>
    </StrictMode>,
  );
  if (!hasLinkedRun()) void openFirst();
  void lab.fetchPresets();
  void useLocalTables.getState().resume();
}
