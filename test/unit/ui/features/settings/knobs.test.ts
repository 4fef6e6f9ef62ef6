import { describe, expect, it } from 'vitest';
import { fig5, PRESETS } from '../../../../../src/engine/run/presets';
import { completeStrategy } from '../../../../../src/engine/search/metadata';
import { GROUPS } from '../../../../../src/ui/features/settings/fields';
import {
  type Knob,
  knobOf,
  nextValue,
  POSITIONS,
  positionOf,
  valueAtPosition,
} from '../../../../../src/ui/features/settings/knobs';
import { allPaths, leafAt } from '../../../../../src/ui/features/settings/schemaFields';

const rate: Knob = { from: 1e-5, to: 0.1, scale: 'log' };
const entropy: Knob = { from: 1e-6, to: 10, scale: 'log', zero: 0 };
const children: Knob = { from: 1, to: 64, scale: 'linear' };

describe('a knob', () => {
  it('covers four powers of ten in equal ways on a logarithmic scale', () => {
    expect([0, 60, 120, 180, 240].map((at) => valueAtPosition(rate, at, false))).toEqual([1e-5, 1e-4, 1e-3, 1e-2, 0.1]);
  });

  it('has 0 at the left end where the setting may be 0', () => {
    expect(valueAtPosition(entropy, 0, false)).toBe(0);
    expect(positionOf(entropy, 0)).toBe(0);
    expect(nextValue(entropy, 0, 1, 4, false)).toBeGreaterThan(0);
  });

  it('stands where its value is, and at an end for what lies beyond', () => {
    for (let at = 0; at <= POSITIONS; at += 8) {
      expect(Math.abs(positionOf(rate, valueAtPosition(rate, at, false)) - at)).toBeLessThanOrEqual(2);
    }
    expect(positionOf(children, 512)).toBe(POSITIONS);
    expect(positionOf(rate, 0)).toBe(0);
  });

  it('moves to another value by every key press, whole numbers too, and stays inside', () => {
    let value = 1;
    const seen = new Set([value]);
    for (let press = 0; press < 100; press += 1) {
      value = nextValue(children, value, 1, 1, true);
      seen.add(value);
    }
    expect(seen.size).toBe(64);
    expect(value).toBe(64);
    expect(nextValue(children, 64, 1, 4, true)).toBe(64);
  });

  it.each(PRESETS.map(({ id, config }) => [id, config] as const))('lies within the schema’s range: %s', (_, preset) => {
    const config = { ...preset, strategy: completeStrategy(preset.strategy) };
    for (const path of allPaths()) {
      const leaf = leafAt(config, path);
      const knob = leaf === null ? null : knobOf(path, leaf);
      if (leaf === null || knob === null) continue;
      for (const at of [0, POSITIONS]) {
        const value = valueAtPosition(knob, at, leaf.isInteger);
        expect(value, path).toBeGreaterThanOrEqual(leaf.minimum ?? Number.NEGATIVE_INFINITY);
        expect(value, path).toBeLessThanOrEqual(leaf.maximum ?? Number.POSITIVE_INFINITY);
        if (leaf.aboveMinimum) expect(value, path).not.toBe(leaf.minimum);
      }
    }
  });

  it('belongs to every number of the strategy', () => {
    const config = { ...fig5(1), strategy: completeStrategy(fig5(1).strategy) };
    const fields = GROUPS.flatMap((group) => group.fields).filter(({ path }) => path.startsWith('strategy.'));
    for (const { path } of fields) {
      const leaf = leafAt(config, path);
      if (leaf?.kind === 'number') expect(knobOf(path, leaf), path).not.toBeNull();
    }
  });
});
