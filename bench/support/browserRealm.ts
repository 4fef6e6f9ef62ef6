import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { LabError } from '../../src/engine/core/errors';
import { launchChromium } from '../../test/support/chromium';
import { startStaticServer } from '../../test/support/staticServer';
import { greet, type OpenedRealm, type Reply, type Request } from './realm';

/** Where the compiled page modules of a bench are, seen from the project's folder: index.html and NAME.js. */
export interface PageHost {
  /** Address of the project's folder, with '/' at its end. */
  readonly url: string;
  /** isolated: with fine clocks, and with shared memory, which makes some engines use more than one core. */
  open<Task>(name: string, options: unknown, isolated: boolean): Promise<OpenedRealm<Task>>;
  close(): Promise<void>;
}

/** Largest resident memory of a process so far, as Linux tells it; null elsewhere, and where it may not be read. */
async function peakBytesOf(pid: number): Promise<number | null> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? null : 1024 * Number(kilobytes);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'EACCES')) return null;
    throw cause;
  }
}

/** Peaks of the processes that draw and compute for the pages of one Chromium, added: its renderers and its GPU process. */
async function pagePeakBytes(session: CDPSession): Promise<number | null> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const pids = processInfo.filter(({ type }) => type === 'renderer' || type === 'GPU').map(({ id }) => id);
  const peaks = await Promise.all(pids.map(peakBytesOf));
  return peaks.reduce<number | null>((sum, peak) => (sum === null || peak === null ? null : sum + peak), 0);
}

/** Makes a page cross-origin isolated: its clock then tells 5 microseconds, where others tell 100. */
async function isolate(page: Page, url: string): Promise<void> {
  await page.route(url, async (route) => {
    const response = await route.fetch();
    const policies = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
    await route.fulfill({ response, headers: { ...response.headers(), ...policies } });
  });
}

interface PageModule {
  /** Addresses of the blank page and of the module. */
  readonly url: string;
  readonly module: string;
  readonly isolated: boolean;
  readonly options: unknown;
}

async function openPage<Task>(browser: Browser, { url, module, isolated, options }: PageModule): Promise<OpenedRealm<Task>> {
  const page = await browser.newPage();
  if (isolated) await isolate(page, url);
  await page.goto(url);
  const call = (name: string, argument: unknown): Promise<Reply> =>
    page.evaluate<Reply>(`import(${JSON.stringify(module)}).then((m) => m.${name}(${JSON.stringify(argument)}))`);
  const session = await browser.newBrowserCDPSession();
  const ask = async (request: Request): Promise<Reply> => {
    if (request.method !== 'peakBytes') return call('ask', request);
    const bytes = await pagePeakBytes(session);
    return { values: bytes === null ? [] : [bytes] };
  };
  const version = browser.version().split('.')[0];
  const hello = await call('open', options);
  const named = 'engine' in hello ? { engine: `${hello.engine} in Chromium ${version}` } : hello;
  return greet(named, ask, () => browser.close());
}

/**
 * A server of the project's folder, and a Chromium for each realm: its memory is the realm's alone. folder: of the
 * compiled pages, inside root. Null, with the reason noted, where there is no Chromium.
 */
export async function openPageHost(root: string, folder: string, note: (line: string) => void): Promise<PageHost | null> {
  try {
    await (await launchChromium()).close();
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    note(`Engines in Chromium are left out. ${thrown.message} ${thrown.remedy}`);
    return null;
  }
  const server = await startStaticServer(root);
  const pages = `${server.url}${path.relative(root, folder).split(path.sep).join('/')}/`;
  return {
    url: server.url,
    async open(name, options, isolated) {
      const browser = await launchChromium();
      try {
        return await openPage(browser, { url: `${pages}index.html`, module: `${pages}${name}.js`, isolated, options });
      } catch (thrown) {
        await browser.close();
        return { ok: false, reason: thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown) };
      }
    },
    close: () => server.close(),
  };
}
