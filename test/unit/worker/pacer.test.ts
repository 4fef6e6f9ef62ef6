import { describe, expect, it } from 'vitest';
import type { StepUnit } from '../../../src/engine/run/types';
import { Pacer } from '../../../src/worker/pacer';

/** A run of episodes with two children and two updates each, writing down what it passed. */
function startRun(pacer: Pacer, episodes: number): string[] {
  const passed: string[] = [];
  const pass = async (what: string, unit: StepUnit): Promise<void> => {
    passed.push(what);
    await pacer.gate(unit);
  };
  void (async () => {
    await pacer.admitted();
    for (let episode = 1; episode <= episodes; episode += 1) {
      for (const name of ['c1', 'c2']) await pass(`${episode}${name}`, 'child');
      for (const name of ['u1', 'u2']) await pass(`${episode}${name}`, 'update');
      await pass(`${episode}e`, 'episode');
    }
  })();
  return passed;
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

describe('Pacer', () => {
  it('starts nothing before play', async () => {
    const pacer = new Pacer(
      () => 0,
      () => {},
    );
    const passed = startRun(pacer, 1);
    await settle();
    expect(passed).toEqual([]);
  });

  it('steps by child, by update and by episode, saying each time that it paused', async () => {
    let pauses = 0;
    const pacer = new Pacer(
      () => 0,
      () => {
        pauses += 1;
      },
    );
    const passed = startRun(pacer, 3);
    pacer.step('child');
    await settle();
    expect(passed).toEqual(['1c1']);
    pacer.step('update');
    await settle();
    expect(passed).toEqual(['1c1', '1c2', '1u1']);
    pacer.step('episode');
    await settle();
    expect(passed.at(-1)).toBe('1e');
    pacer.step('episode');
    await settle();
    expect(passed.at(-1)).toBe('2e');
    expect(pauses).toBe(4);
  });

  it('pauses at the next boundary and goes on where it was', async () => {
    const pacer = new Pacer(
      () => 0,
      () => {},
    );
    const passed = startRun(pacer, 2);
    pacer.step('update');
    await settle();
    const held = passed.length;
    await settle();
    expect(passed.length).toBe(held);
    pacer.play();
    await settle();
    expect(passed.at(-1)).toBe('2e');
    expect(passed).toHaveLength(10);
  });

  it('waits for its beat at a set pace, and a new pace takes effect at once', async () => {
    const pacer = new Pacer(
      () => performance.now(),
      () => {},
    );
    pacer.setPace(0.01);
    const passed = startRun(pacer, 3);
    pacer.play();
    await settle();
    expect(passed.filter((what) => what.endsWith('e')).length).toBeLessThan(3);
    pacer.setPace(null);
    await settle();
    expect(passed.filter((what) => what.endsWith('e')).length).toBe(3);
  });

  it('makes a whole step where one is asked for during the wait for a beat', async () => {
    let pauses = 0;
    const pacer = new Pacer(
      () => performance.now(),
      () => {
        pauses += 1;
      },
    );
    pacer.setPace(0.01);
    const passed = startRun(pacer, 5);
    pacer.play();
    await settle();
    const before = passed.filter((what) => what.endsWith('e')).length;
    pacer.step('episode');
    await settle();
    expect(passed.filter((what) => what.endsWith('e')).length).toBe(before + 1);
    expect(pauses).toBe(1);
  });

  it('lets messages in while it runs at full speed, so that a pause is heard', async () => {
    const pacer = new Pacer(
      () => performance.now(),
      () => {},
    );
    const passed = startRun(pacer, 1_000_000);
    pacer.play();
    await settle();
    pacer.pause();
    await settle();
    const held = passed.length;
    expect(held).toBeGreaterThan(0);
    await settle();
    expect(passed.length).toBe(held);
    pacer.setPace(null);
    await settle();
    expect(passed.length).toBe(held);
  });
});
