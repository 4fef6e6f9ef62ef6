import type { Browser } from 'playwright-core';
import { LabError } from '../../src/engine/core/errors';
import { launchChromium } from '../../test/support/chromium';
import { startTestServer, type TestServer } from '../../test/support/testServer';
import { firstLine } from './realm';
import type { Opened } from './types';

/** A Chromium with a server of the project's modules, for the engines of one bench that live in a browser. */
export interface BenchBrowser {
  /**
   * A contender that the module's open(args) opens in a page of its own; module: its path in the project, which exports
   * open, witness, measure and close. What it tells console.info is noted.
   */
  open(module: string, args: unknown): Promise<Opened>;
  close(): Promise<void>;
}

/** Null, with the reason noted, where there is no Chromium. */
export async function openBenchBrowser(root: string, note: (line: string) => void): Promise<BenchBrowser | null> {
  let browser: Browser;
  try {
    browser = await launchChromium();
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    note(`Engines in Chromium are left out. ${thrown.message} ${thrown.remedy}`);
    return null;
  }
  const server: TestServer = await startTestServer(root);
  return {
    async open(module, args) {
      const context = await browser.newContext();
      const page = await context.newPage();
      page.on('console', (message) => message.type() === 'info' && note(message.text()));
      await page.goto(server.pageUrl);
      const call = <T>(name: string, value: unknown = null): Promise<T> =>
        page.evaluate<T>(`import(${JSON.stringify(`/${module}`)}).then((m) => m.${name}(${JSON.stringify(value)}))`);
      try {
        const engine = await call<string>('open', args);
        return {
          ok: true,
          contender: {
            engine: `${engine} in Chromium ${browser.version().split('.')[0]}`,
            witness: () => call<number[]>('witness'),
            measure: () => call<number>('measure'),
            close: async () => {
              await call('close');
              await context.close();
            },
          },
        };
      } catch (thrown) {
        await context.close();
        return { ok: false, reason: firstLine(thrown) };
      }
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
