import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

export interface StaticServer {
  /** Of the folder, with '/' at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** The file of an address, or null: nothing outside the folder, a folder's index.html for the folder. */
function fileOf(folder: string, prefix: string, address: string): string | null {
  const { pathname } = new URL(address, 'http://localhost');
  if (!pathname.startsWith(prefix)) return null;
  const name = decodeURIComponent(pathname.slice(prefix.length)) || 'index.html';
  const file = path.resolve(folder, name);
  if (!file.startsWith(folder + path.sep) || !existsSync(file) || !statSync(file).isFile()) return null;
  return file;
}

/** Serves a folder as any web server does, under a prefix like '/some/folder/', on a free port of this machine. */
export async function startStaticServer(folder: string, prefix = '/'): Promise<StaticServer> {
  const server = createServer((request, response) => {
    const file = fileOf(folder, prefix, request.url ?? '/');
    if (file === null) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not found');
      return;
    }
    response.writeHead(200, { 'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The static server listens on no TCP port.');
  return {
    url: `http://127.0.0.1:${address.port}${prefix}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
