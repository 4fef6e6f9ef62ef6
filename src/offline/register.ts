import type { OfflineCommand } from './shellFiles';

/** A newer build of the lab has been fetched and waits; apply() switches to it and reloads the page. */
export interface WaitingUpdate {
  apply(): void;
}

const send = (worker: ServiceWorker, command: OfflineCommand): void => worker.postMessage(command);

/** Resolves when the page has loaded and the browser is idle: the offline copy must not compete with the first screen. */
function whenIdle(): Promise<void> {
  return new Promise((resolve) => {
    const idle = (): void => {
      if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve(), { timeout: 5000 });
      else setTimeout(resolve, 1000);
    };
    if (document.readyState === 'complete') idle();
    else window.addEventListener('load', idle, { once: true });
  });
}

/** Calls onUpdate for a worker that is installed while another one controls the page. */
function watchForUpdate(registration: ServiceWorkerRegistration, onUpdate: (update: WaitingUpdate) => void): void {
  const offer = (worker: ServiceWorker): void => {
    if (navigator.serviceWorker.controller === null) return;
    onUpdate({
      apply: () => {
        navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true });
        send(worker, { type: 'takeOver' });
      },
    });
  };
  if (registration.waiting !== null) offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') offer(worker);
    });
  });
}

/** The worker that serves the page; rejects where its first installation fails (no storage left, a file that cannot be had). */
function activeWorker(registration: ServiceWorkerRegistration): Promise<ServiceWorker> {
  if (registration.active !== null) return Promise.resolve(registration.active);
  const worker = registration.installing ?? registration.waiting;
  return new Promise((resolve, reject) => {
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'activated') resolve(worker);
      if (worker.state === 'redundant') reject(new Error('the service worker could not be installed'));
    });
  });
}

/**
 * Makes the site work offline after this visit, and tells of newer builds. In a production build only: a development
 * server's files change, so there a worker that an earlier build left behind is removed.
 * Resolves to false where the browser has no service workers or refuses them (private windows, plain http).
 */
export async function registerOffline(onUpdate: (update: WaitingUpdate) => void): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false;
  if (!import.meta.env.PROD) {
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
    return false;
  }
  await whenIdle();
  try {
    const registration = await navigator.serviceWorker.register('sw.js', { updateViaCache: 'none' });
    watchForUpdate(registration, onUpdate);
    send(await activeWorker(registration), { type: 'cacheRest' });
    return true;
  } catch (error) {
    console.warn('The lab works, but not offline: its service worker was refused.', error);
    return false;
  }
}
