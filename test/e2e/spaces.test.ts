import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { childrenAbove, chooseExperiment, eventually, pause, visit } from './support/site';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Spaces unlike the first screen's: a cell space, a conditional one, one of hidden states, a test function. */
const EXPERIMENTS = [
  ['DARTS cells, evolution', 'normal.node1.op1'],
  ["The guide's macro space, evolution", 'layers'],
  ['A_large, controller', 'block1.ha'],
  ['Bayesian optimisation, Branin', 'x1'],
] as const;

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  return page.evaluate(async () => {
    const axe = (
      globalThis as typeof globalThis & {
        axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe;
    const { violations: found } = await axe.run();
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  });
}

describe('a space that is not pairs of ops', () => {
  it.each(EXPERIMENTS)('%s: runs, names its decisions, and is accessible', (experiment, decision) =>
    visit(async ({ page }) => {
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      await chooseExperiment(page, experiment);
      await childrenAbove(page, 15);
      await eventually(() => page.getByText(decision, { exact: true }).count()).toBeGreaterThan(0);
      await pause(page);
      expect(await violations(page)).toEqual([]);
      expect(faults).toEqual([]);
    }),
  );
});
