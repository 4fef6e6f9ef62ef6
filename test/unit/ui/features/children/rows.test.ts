import { describe, expect, it } from 'vitest';
import { childrenCsv, type TableChild, tableChild } from '../../../../../src/ui/features/children/rows';
import { sortRows } from '../../../../../src/ui/features/children/sorting';

const child = (arch: string, over: Partial<TableChild> = {}): TableChild => ({
  arch,
  reward: 97,
  accuracy: 0.97,
  testAccuracy: 0.96,
  params: 50_000,
  macs: 1_000_000,
  latencyMs: 0.4,
  visits: 3,
  firstEpisode: 1,
  ...over,
});

describe('the table of children', () => {
  it('sorts both ways, unknown values last, ties by name', () => {
    const rows = [
      child('b', { reward: 1 }),
      child('a', { reward: 1 }),
      child('c', { reward: null }),
      child('d', { reward: -100 }),
    ];
    const order = (direction: 'ascending' | 'descending') =>
      sortRows(rows, (row) => row.reward, direction).map((row) => row.arch);
    expect(order('ascending')).toEqual(['d', 'a', 'b', 'c']);
    expect(order('descending')).toEqual(['a', 'b', 'd', 'c']);
  });

  it('sorts names as text', () => {
    const rows = [child('sep,max'), child('avg,max'), child('conv3,max')];
    expect(sortRows(rows, ({ arch }) => arch, 'ascending').map((row) => row.arch)).toEqual(['avg,max', 'conv3,max', 'sep,max']);
  });

  it('shows an unmeasured child without inventing anything', () => {
    const row = {
      arch: 'max,max',
      reward: Number.NaN,
      visits: 1,
      firstEpisode: 4,
      lastEpisode: 4,
      measurement: null,
      measuredReward: Number.NaN,
    };
    expect(tableChild(row)).toEqual({
      arch: 'max,max',
      reward: null,
      accuracy: null,
      testAccuracy: null,
      params: null,
      macs: null,
      latencyMs: null,
      visits: 1,
      firstEpisode: 4,
    });
  });

  it('is written as CSV with quoted names and full numbers', () => {
    const csv = childrenCsv([child('conv3,max', { accuracy: 0.1 + 0.2, latencyMs: null })]);
    expect(csv).toBe(
      'arch,reward,valid_accuracy,test_accuracy,params,macs,latency_ms,visits,first_episode\n' +
        '"conv3,max",97,0.30000000000000004,0.96,50000,1000000,,3,1\n',
    );
  });
});
