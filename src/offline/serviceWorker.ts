import { cacheName, type OfflineCommand, outdatedCaches, type SiteFiles, siteFile } from './shellFiles';

/**
 * The lab's service worker: the site works offline after the first visit. One cache a build, so that files of two builds
 * never mix: a new build waits until the page asks it to take over, or until no page of the old one is open.
 * The build writes the list of files in place of the declared constant.
 */
declare const self: ServiceWorkerGlobalScope;
declare const __SITE_FILES__: SiteFiles;

const files = __SITE_FILES__;
const scope = self.registration.scope;
const openCache = (): Promise<Cache> => caches.open(cacheName(scope, files.version));

/** Files under assets/ have their hash in their name; of any other, the HTTP cache may still hold another build's. */
function freshRequest(file: string): Request {
  return new Request(new URL(file, scope), { cache: file.startsWith('assets/') ? 'default' : 'reload' });
}

async function cacheShell(): Promise<void> {
  const cache = await openCache();
  await cache.addAll(files.shell.map(freshRequest));
}

/** One file after the other, so that the page's own requests come first. A file that cannot be had now is had when asked for. */
async function cacheRest(): Promise<void> {
  const cache = await openCache();
  for (const file of files.rest) {
    const address = new URL(file, scope).href;
    if ((await cache.match(address)) !== undefined) continue;
    try {
      await cache.add(freshRequest(file));
    } catch (error) {
      console.warn(`Offline copy of ${file} failed; it is tried again when it is needed.`, error);
      return;
    }
  }
}

async function deleteOutdated(): Promise<void> {
  const names = outdatedCaches(await caches.keys(), scope, files.version);
  await Promise.all(names.map((name) => caches.delete(name)));
}

async function answer(file: string): Promise<Response> {
  const cache = await openCache();
  const address = new URL(file, scope).href;
  const cached = await cache.match(address);
  if (cached !== undefined) return cached;
  const response = await fetch(freshRequest(file));
  if (response.ok) await cache.put(address, response.clone());
  return response;
}

self.addEventListener('install', (event) => {
  event.waitUntil(cacheShell());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(deleteOutdated().then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  const command = event.data as OfflineCommand;
  if (command.type === 'takeOver') event.waitUntil(self.skipWaiting());
  else event.waitUntil(cacheRest());
});

self.addEventListener('fetch', (event) => {
  const file = siteFile(event.request, scope, files);
  if (file !== null) event.respondWith(answer(file));
});
