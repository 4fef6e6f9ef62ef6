/** What the build tells the service worker: every file of the site, by its address relative to the site's folder. */
export interface SiteFiles {
  /** Names this build: another build has another, and its own cache. */
  readonly version: string;
  /** What the first screen needs: cached before the worker takes over. */
  readonly shell: readonly string[];
  /** Everything else: cached when asked for, or when the page says that it has nothing better to do. */
  readonly rest: readonly string[];
}

/** What the page may ask of the service worker. */
export type OfflineCommand = { readonly type: 'cacheRest' } | { readonly type: 'takeOver' };

/** Cache of one build at one folder: two copies of the lab on one origin do not share it. */
export function cacheName(scope: string, version: string): string {
  return `nas-lab:${new URL(scope).pathname}#${version}`;
}

/** The caches of other builds at the same folder. Other folders' and other sites' caches are none of our business. */
export function outdatedCaches(names: readonly string[], scope: string, version: string): string[] {
  return names.filter((name) => name.startsWith(cacheName(scope, '')) && name !== cacheName(scope, version));
}

/**
 * The file of the site that a request means, relative to the scope; null where the request is not ours: another origin,
 * folder or method, or a file that the build does not know. The folder itself means index.html.
 */
export function siteFile(
  request: { readonly url: string; readonly method: string },
  scope: string,
  files: SiteFiles,
): string | null {
  if (request.method !== 'GET') return null;
  const url = new URL(request.url);
  const base = new URL(scope);
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return null;
  if (url.pathname === base.pathname) return 'index.html';
  const names = (file: string): boolean => new URL(file, base).pathname === url.pathname;
  return files.shell.find(names) ?? files.rest.find(names) ?? null;
}
