import { describe, expect, it } from 'vitest';
import { runInBrowser } from '../support/browserHarness';
import type { ChildPoolReport } from './pages/childPool';

const run = (crash: boolean): Promise<ChildPoolReport> => runInBrowser<ChildPoolReport>('pages/childPool.ts', { crash });

describe('a pool of child workers in Chromium', () => {
  it('trains children on wasm, the same bits on either worker, and again on a fresh one when a worker is lost', async () => {
    const whole = await run(false);
    expect(whole.label).toMatch(/^wasm simd( relaxed)? × 2$/);
    expect(whole.notices).toEqual([]);
    expect(whole.spawned).toBe(2);
    const [first, second, third] = whole.children;
    expect(second).toEqual(first);
    expect(third).not.toEqual(first);
    expect(first?.[1]).toBeLessThan(2.3); // ln 10 is 2.303: it has learnt something

    const broken = await run(true);
    expect(broken.notices).toHaveLength(1);
    expect(broken.notices[0]).toContain('ended by the test');
    expect(broken.spawned).toBe(3);
    expect(broken.children).toEqual(whole.children);
  });
});
