import { describe, expect, it } from 'vitest';
import { GrowableF64, SnapshotRows } from '../../../../src/ui/store/growable';

describe('GrowableF64', () => {
  it('keeps every value across several doublings and answers NaN outside', () => {
    const column = new GrowableF64();
    for (let i = 0; i < 5000; i += 1) column.push(i * i);
    expect(column.length).toBe(5000);
    expect(column.at(4999)).toBe(4999 * 4999);
    expect(column.at(1023)).toBe(1023 * 1023);
    expect(column.view().length).toBe(5000);
    expect(column.at(5000)).toBeNaN();
    expect(column.at(-1)).toBeNaN();
  });
});

describe('SnapshotRows', () => {
  it('holds every row while there is room', () => {
    const rows = new SnapshotRows(2, 8);
    for (let i = 0; i < 8; i += 1) rows.push([i, -i]);
    for (let i = 0; i < 8; i += 1) expect([...(rows.atOrBefore(i) ?? [])]).toEqual([i, i === 0 ? -0 : -i]);
  });

  it.each([9, 16, 17, 100, 1000])('answers the latest kept row at or before any of %i episodes, within its capacity', (count) => {
    const rows = new SnapshotRows(1, 8);
    for (let i = 0; i < count; i += 1) rows.push([i]);
    const held = new Set<number>();
    for (let i = 0; i < count; i += 1) {
      const [value = Number.NaN] = rows.atOrBefore(i) ?? [];
      expect(value).toBeLessThanOrEqual(i);
      held.add(value);
    }
    expect(held.size).toBeLessThanOrEqual(8);
    expect(held.size).toBeGreaterThanOrEqual(4);
    expect([...(rows.atOrBefore(0) ?? [])]).toEqual([0]);
  });

  it('answers null before the first row', () => {
    expect(new SnapshotRows(3).atOrBefore(0)).toBeNull();
  });
});
