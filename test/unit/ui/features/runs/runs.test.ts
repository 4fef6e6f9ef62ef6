import { describe, expect, it } from 'vitest';
import type { EpisodeSummary, RunEvent } from '../../../../../src/engine/run/events';
import { fig5 } from '../../../../../src/engine/run/presets';
import { spaceOf } from '../../../../../src/engine/space/blocks/space';
import { spaceById } from '../../../../../src/engine/space/catalogue';
import { SPACE_TEMPLATES } from '../../../../../src/engine/space/json/templates';
import { lossesCsv, rolloutsCsv } from '../../../../../src/ui/features/runs/csv';
import { curveOfEvents, curveOfSeries } from '../../../../../src/ui/features/runs/curves';
import { figureSvg, spread } from '../../../../../src/ui/features/runs/figure';
import { namesOf } from '../../../../../src/ui/features/runs/useCurves';
import { RunSeries } from '../../../../../src/ui/store/series';

const PRESET = fig5();

function episode(n: number, archs: readonly string[], rewards: readonly number[], learned = true): EpisodeSummary {
  const mean = rewards.reduce((a, b) => a + b, 0) / rewards.length;
  return {
    episode: n,
    archs,
    rewards,
    mean,
    min: Math.min(...rewards),
    max: Math.max(...rewards),
    std: 0,
    bestReward: Math.max(...rewards),
    bestArch: archs[0] ?? '',
    entropy: learned ? 4.15 : null,
    policyLoss: learned ? -0.5 : null,
    loss: learned ? -0.25 : null,
    kl: null,
    baseline: null,
    children: n * rewards.length,
    uniqueChildren: rewards.length,
    policy: null,
    marginals: null,
  };
}

const episodes = [
  episode(1, ['conv3,max', 'sep,conv7'], [90, 95]),
  episode(2, ['max,max', 'conv5,twoconv'], [80, 99]),
  episode(3, ['conv5,twoconv', 'conv3,max'], [99, 91]),
];
const events: RunEvent[] = [
  { type: 'log', level: 'info', message: 'hello' },
  ...episodes.map((summary): RunEvent => ({ type: 'episode', ...summary })),
];

describe('runs compared', () => {
  it('by the mean of the last 20 episodes, the best, and the children up to it', () => {
    const curve = curveOfEvents('a', 'A', events);
    expect(curve).toMatchObject({ episodes: 3, children: 6, best: 99, bestArch: 'conv5,twoconv', childrenToBest: 4 });
    expect(curve.lastMean).toBeCloseTo((92.5 + 89.5 + 95) / 3, 12);
    const long = Array.from({ length: 50 }, (_, i): RunEvent => ({ type: 'episode', ...episode(i + 1, ['max,max'], [i]) }));
    expect(curveOfEvents('b', 'B', long).lastMean).toBe((30 + 49) / 2);
  });

  it('are the same whether kept or open', () => {
    const series = new RunSeries();
    for (const summary of episodes) series.record(summary);
    expect(curveOfSeries('a', 'A', series)).toEqual(curveOfEvents('a', 'A', events));
  });

  it('invent nothing for a run without episodes', () => {
    expect(curveOfEvents('a', 'A', [])).toMatchObject({ lastMean: null, best: null, childrenToBest: null, episodes: 0 });
  });

  it('are written as rollouts.csv and losses.csv', async () => {
    // twoconv conv3 conv5 conv7 max avg identity sep are 0 to 7.
    expect(await rolloutsCsv({ id: 'a-small' }, events)).toBe('1,4,90\n7,3,95\n4,4,80\n2,0,99\n2,0,99\n1,4,91\n');
    expect(lossesCsv([...events, { type: 'episode', ...episode(4, ['max,max'], [1], false) }])).toBe(
      '-0.25,-0.5,4.15\n'.repeat(3),
    );
  });
});

describe('rollouts of a space of a person’s own', () => {
  it('are written though nothing has opened it before', async () => {
    const [template] = SPACE_TEMPLATES;
    if (template === undefined) throw new Error('no template');
    const definition = structuredClone(template.definition);
    const { id } = spaceOf(definition);
    expect(() => spaceById(id)).toThrow();
    const one: RunEvent = { type: 'episode', ...episode(1, [], []) };
    expect(await rolloutsCsv({ id, definition }, [one])).toBe('');
    expect(spaceById(id).id).toBe(id);
  });
});

describe('the figure of runs', () => {
  const look = { background: '#fff', ink: '#111', soft: '#555', line: '#ddd', accent: '#2f54c9', font: 'Inter' };
  const size = { width: 600, height: 300 };

  it('is an SVG that escapes titles and draws one line a run', () => {
    const svg = figureSvg([curveOfEvents('a', 'A & <b>', events), curveOfEvents('c', 'empty', [])], 20, look, size);
    expect(svg.match(/<polyline/g)).toHaveLength(1);
    expect(svg).toContain('A &amp; &lt;b&gt;');
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('of no runs, one episode or equal rewards has no broken number', () => {
    const flat = curveOfEvents('f', 'flat', [{ type: 'episode', ...episode(1, ['max,max'], [5]) }]);
    for (const curves of [[], [flat]]) expect(figureSvg(curves, 20, look, size)).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('keeps labels apart and inside', () => {
    const placed = spread([100, 101, 102, 50], 14, 0, 110);
    const sorted = [...placed].sort((a, b) => a - b);
    for (let i = 1; i < sorted.length; i += 1) expect((sorted[i] ?? 0) - (sorted[i - 1] ?? 0)).toBeGreaterThanOrEqual(14);
    expect(Math.max(...placed)).toBeLessThanOrEqual(110);
    expect(placed[3]).toBe(50);
  });
});

describe('names of compared runs', () => {
  const run = (title: string, seed: number) => ({ title, config: { ...PRESET, seed } });

  it('can be told apart: by title, else by seed, else by number', () => {
    expect(namesOf([run('A', 1), run('B', 1)])).toEqual(['A', 'B']);
    expect(namesOf([run('A', 1), run('A', 2), run('B', 1)])).toEqual(['A, seed 1', 'A, seed 2', 'B']);
    expect(namesOf([run('A', 1), run('A', 1)])).toEqual(['A, seed 1 (1)', 'A, seed 1 (2)']);
  });
});
