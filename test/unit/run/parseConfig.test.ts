import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import { ESTIMATORS } from '../../../src/engine/estimate/metadata';
import { trainsChildren } from '../../../src/engine/estimate/trainsChildren';
import { REWARDS } from '../../../src/engine/reward/presets';
import { applySet, parseRunConfig } from '../../../src/engine/run/parseConfig';
import { fig5, fig6, PRESETS, presetById } from '../../../src/engine/run/presets';
import { STRATEGIES } from '../../../src/engine/search/metadata';

function refusal(run: () => unknown): { readonly kind: string; readonly message: string; readonly remedy: string } {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof LabError) return { kind: thrown.kind, message: thrown.message, remedy: thrown.remedy };
    throw thrown;
  }
  throw new RangeError('it was accepted');
}

const json = (): Record<string, unknown> => JSON.parse(JSON.stringify(fig5())) as Record<string, unknown>;

describe('presets', () => {
  it('are all valid configurations with ids of their own', () => {
    const ids = PRESETS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.slice(0, 2)).toEqual(['fig5', 'fig5-normalised']);
    for (const { config } of PRESETS) expect(parseRunConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  it('show every strategy of the catalogue at work without training anything', () => {
    const shown = PRESETS.flatMap(({ config }) => (trainsChildren(config.estimator) ? [] : [config.strategy.id]));
    expect([...new Set(shown)].sort()).toEqual(STRATEGIES.map(({ id }) => id).sort());
  });

  it("hold the paper's settings (seed 1)", () => {
    expect(fig5().strategy).toMatchObject({
      hidden: 100,
      initRange: 0.1,
      childrenPerEpisode: 20,
      steps: 5,
      batch: 10,
      learningRate: 3.5e-4,
      clip: 0.2,
      entropyCoefficient: 1e-4,
    });
    expect(fig5().stop.episodes).toBe(1000);
    expect(fig6().reward).toEqual({ id: 'max-params', maxParams: 2500, penalty: -100 });
  });

  it('are found by id, with the nearest where there is none', () => {
    expect(presetById('fig6')).toEqual(fig6());
    expect(refusal(() => presetById('fig7'))).toMatchObject({ kind: 'config', remedy: expect.stringContaining("'fig") });
  });
});

describe('parseRunConfig', () => {
  it('names an unknown key with its path, its value and the nearest known one', () => {
    const config = json();
    config.strategy = { ...fig5().strategy, learningrate: 0.01 };
    expect(refusal(() => parseRunConfig(config))).toEqual({
      kind: 'config',
      message: "config: unknown key 'strategy.learningrate' (value 0.01).",
      remedy: expect.stringContaining("Did you mean 'learningRate'?"),
    });
    expect(refusal(() => parseRunConfig({ ...json(), sed: 3 })).remedy).toContain("'seed'");
  });

  it('reaches into nested sections', () => {
    const { strategy } = fig5();
    const baseline = { ...(strategy.id === 'ppo' ? strategy.baseline : {}), apha: 0.1 };
    const { message, remedy } = refusal(() => parseRunConfig({ ...json(), strategy: { ...strategy, baseline } }));
    expect(message).toContain('strategy.baseline.apha');
    expect(remedy).toContain("'alpha'");
  });

  it('names a value out of range, with the rule', () => {
    const { message } = refusal(() => parseRunConfig({ ...json(), strategy: { ...fig5().strategy, hidden: 100_000 } }));
    expect(message).toContain('strategy.hidden: got 100000');
    expect(message).toContain('512');
  });

  it('names an unknown id and what there is', () => {
    const { message, remedy } = refusal(() => parseRunConfig({ ...json(), reward: { id: 'max-parms' } }));
    expect(message).toContain('reward.id');
    expect(message).toContain('"max-parms"');
    expect(remedy).toContain("'max-params'");
  });

  it('says so where a config is missing, foreign or newer', () => {
    expect(refusal(() => parseRunConfig(null)).kind).toBe('config');
    expect(refusal(() => parseRunConfig([])).kind).toBe('config');
    expect(refusal(() => parseRunConfig({ ...json(), version: 2 })).message).toContain('newer');
    const { seed: _, ...withoutSeed } = json();
    expect(refusal(() => parseRunConfig(withoutSeed)).message).toContain('seed: got nothing');
  });
});

describe('applySet', () => {
  it('sets one value, read as JSON where it can be', () => {
    expect(applySet(fig5(), 'strategy.learningRate=0.001').strategy).toMatchObject({ learningRate: 0.001, hidden: 100 });
    expect(applySet(fig5(), 'title=Mine, anew').title).toBe('Mine, anew');
    expect(applySet(fig5(), 'stop.reward=98.5').stop.reward).toBe(98.5);
    expect(applySet(applySet(fig5(), 'stop.reward=98.5'), 'stop.reward=null').stop.reward).toBeNull();
    expect(applySet(fig5(), 'strategy.baseline.kind=none').strategy).toMatchObject({ baseline: { kind: 'none', alpha: 0.05 } });
    expect(fig5()).toEqual(presetById('fig5'));
  });

  it('fills a section with its defaults where its id changes', () => {
    expect(applySet(fig5(), 'strategy.id=random').strategy).toEqual({ id: 'random', childrenPerEpisode: 20 });
    expect(applySet(fig5(), 'reward.id=max-params').reward).toEqual({ id: 'max-params', maxParams: 2500, penalty: -100 });
    expect(applySet(fig5(), 'estimator.id=train').estimator).toMatchObject({ id: 'train', profile: 'teach', epochs: 3 });
    expect(applySet(fig5(), 'strategy.id=ppo').strategy).toEqual(fig5().strategy);
    for (const { id } of STRATEGIES) expect(applySet(fig5(), `strategy.id=${id}`).strategy.id).toBe(id);
    for (const { id } of ESTIMATORS) expect(applySet(fig5(), `estimator.id=${id}`).estimator.id).toBe(id);
    for (const { id } of REWARDS) expect(applySet(fig5(), `reward.id=${id}`).reward.id).toBe(id);
  });

  it('refuses a path there is none of, with the nearest', () => {
    expect(refusal(() => applySet(fig5(), 'strategy.learninRate=1'))).toEqual({
      kind: 'config',
      message: "--set 'strategy.learninRate=1': there is no 'strategy.learninRate'.",
      remedy: expect.stringContaining("Did you mean 'strategy.learningRate'?"),
    });
    expect(refusal(() => applySet(fig5(), 'strategi.hidden=3')).remedy).toContain("'strategy'");
    expect(refusal(() => applySet(fig5(), 'seed.low=3')).kind).toBe('config');
    expect(refusal(() => applySet(fig5(), '__proto__.polluted=1')).kind).toBe('config');
  });

  it('refuses what is no assignment, and values out of range', () => {
    expect(refusal(() => applySet(fig5(), 'seed')).message).toContain('expected path=value');
    expect(refusal(() => applySet(fig5(), 'seed=-1')).message).toContain('seed: got -1');
    expect(refusal(() => applySet(fig5(), 'strategy.id=ppoo')).remedy).toContain("'ppo'");
  });
});
