// @ts-check
/**
 * npm start [-- --port N --host]: installs what is missing, builds the kernels, serves the lab and prints its address.
 */
import { parseArgs } from 'node:util';
import { ensureInstalled, ensureKernels, HouseError, main, ROOT } from './install.mjs';

const DEFAULT_PORT = 5173;

function readOptions() {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: String(DEFAULT_PORT) }, host: { type: 'boolean', default: false } },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new HouseError(`--port: expected a number from 1 to 65535, got ${values.port}.`);
  }
  return { port, host: values.host };
}

await main(async () => {
  const { port, host } = readOptions();
  await ensureInstalled();
  await ensureKernels();
  const { createServer } = await import('vite');
  const server = await createServer({ root: ROOT, server: { port, strictPort: false, host } });
  await server.listen();
  const address = server.httpServer?.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  if (actual !== port) process.stdout.write(`\nPort ${port} is busy: using ${actual}.\n`);
  const urls = [...(server.resolvedUrls?.local ?? []), ...(server.resolvedUrls?.network ?? [])];
  process.stdout.write(`\nNAS Lab is at ${urls.join('  ')}\nStop it with Ctrl-C.\n`);
});
