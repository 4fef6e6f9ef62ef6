import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'vite';
import type { SiteFiles } from '../src/offline/shellFiles';

/** Written beside the site, never served to the page: what tools read, and the worker itself. */
const NOT_CACHED = [/^\.vite\//, /\.map$/, /^sw\.js$/];

/** Files of a folder, relative to it, with '/' between their parts, in a fixed order. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

/** The site's files and a version that changes when any name or byte does. */
export function listSite(dist: string, isShell: (file: string) => boolean): SiteFiles {
  const files = filesUnder(dist).filter((file) => !NOT_CACHED.some((pattern) => pattern.test(file)));
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(dist, file)));
  return {
    version: hash.digest('hex').slice(0, 16),
    shell: files.filter(isShell),
    rest: files.filter((file) => !isShell(file)),
  };
}

/**
 * Writes dist/sw.js after a production build. The shell is what the page loads first (index.html, the entry, all it
 * imports statically, their style sheets) and what `alsoShell` matches.
 */
export function serviceWorkerPlugin(alsoShell: readonly RegExp[]): Plugin {
  let dist = '';
  const initial = new Set<string>(['index.html']);
  return {
    name: 'nas-lab-service-worker',
    apply: 'build',
    configResolved(config) {
      dist = path.resolve(config.root, config.build.outDir);
    },
    generateBundle(_options, bundle) {
      const visit = (file: string): void => {
        const output = bundle[file];
        if (output?.type !== 'chunk' || initial.has(file)) return;
        initial.add(file);
        for (const sheet of output.viteMetadata?.importedCss ?? []) initial.add(sheet);
        output.imports.forEach(visit);
      };
      for (const output of Object.values(bundle)) if (output.type === 'chunk' && output.isEntry) visit(output.fileName);
    },
    async writeBundle() {
      const files = listSite(dist, (file) => initial.has(file) || alsoShell.some((pattern) => pattern.test(file)));
      const result = await build({
        entryPoints: [path.resolve(import.meta.dirname, '../src/offline/serviceWorker.ts')],
        bundle: true,
        minify: true,
        write: false,
        format: 'iife',
        target: 'es2022',
        define: { __SITE_FILES__: JSON.stringify(files) },
      });
      const script = result.outputFiles[0];
      if (script === undefined) throw new Error('esbuild wrote no service worker');
      writeFileSync(path.join(dist, 'sw.js'), script.contents);
    },
  };
}
