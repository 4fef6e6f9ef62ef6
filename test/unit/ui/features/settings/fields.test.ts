import { describe, expect, it } from 'vitest';
import { childOptions } from '../../../../../src/engine/estimate/childTraining';
import { TRAIN_DEFAULTS } from '../../../../../src/engine/estimate/metadata';
import { type RunConfig, runConfigSchema } from '../../../../../src/engine/run/config';
import { fig5 } from '../../../../../src/engine/run/presets';
import { completeStrategy, STRATEGIES } from '../../../../../src/engine/search/metadata';
import { profileById } from '../../../../../src/engine/space/profiles';
import { GROUPS } from '../../../../../src/ui/features/settings/fields';
import { inWordsOf, STRATEGY_GROUPS } from '../../../../../src/ui/features/settings/fields/strategies';
import {
  allPaths,
  changedPaths,
  type Draft,
  faultsOf,
  leafAt,
  rangeText,
  standardOf,
  valueAt,
  withValue,
} from '../../../../../src/ui/features/settings/schemaFields';

const config: RunConfig = {
  version: 1,
  title: 'test',
  seed: 1,
  space: { id: 'a-small' },
  strategy: { id: 'random', childrenPerEpisode: 20 },
  estimator: { id: 'table', table: 'a-small-mnist-teach', noise: 'mean' },
  reward: { id: 'latency', targetMs: 1, weight: 10 },
  stop: { episodes: 100, children: null, minutes: null, reward: null, convergedFor: null },
};
const draft: Draft = { ...config };
const fields = GROUPS.flatMap((group) => group.fields);

describe('the settings form', () => {
  it('has a field for every value a configuration can have, and no other', () => {
    const shown = fields.map((field) => field.path).sort();
    expect(shown).toEqual(
      allPaths()
        .filter((path) => path !== 'version')
        .sort(),
    );
  });

  it('has words for exactly the values of every choice', () => {
    for (const { id: strategy } of STRATEGIES) {
      for (const estimator of ['table', 'train', 'early-stopping', 'extrapolation', 'synthetic']) {
        const one = withValue(withValue(draft, 'strategy', { id: strategy, baseline: {} }), 'estimator', { id: estimator });
        for (const plain of fields) {
          const field = inWordsOf(plain, strategy);
          const leaf = leafAt(one, field.path);
          if (leaf?.kind !== 'choice') continue;
          expect(Object.keys(field.options ?? {}).sort(), field.path).toEqual([...leaf.values].sort());
        }
      }
    }
  });

  it('offers every strategy once, in a family', () => {
    expect(STRATEGY_GROUPS.flatMap(({ ids }) => ids).sort()).toEqual(STRATEGIES.map(({ id }) => id).sort());
  });

  it('says what null means wherever null is allowed', () => {
    for (const field of fields) {
      const leaf = leafAt(draft, field.path);
      if (leaf !== null) expect(field.off !== undefined, field.path).toBe(leaf.nullable);
    }
  });

  it('shows the values of the chosen strategy only', () => {
    expect(leafAt(draft, 'strategy.clip')).toBeNull();
    expect(leafAt(draft, 'strategy.childrenPerEpisode')).toMatchObject({
      kind: 'number',
      isInteger: true,
      minimum: 1,
      maximum: 512,
    });
    expect(leafAt(withValue(draft, 'strategy', { id: 'ppo' }), 'strategy.clip')).toMatchObject({
      aboveMinimum: true,
      maximum: 1,
    });
  });

  it('writes ranges as they are in the schema', () => {
    const text = (path: string): string => {
      const leaf = leafAt(draft, path);
      return leaf === null ? 'none' : rangeText(leaf);
    };
    expect(text('seed')).toBe('0 to 4,294,967,295');
    expect(text('reward.targetMs')).toBe('more than 0, up to 1,000,000');
    expect(text('title')).toBe('');
  });

  it('reads and writes a value by its path without touching the original', () => {
    const next = withValue(draft, 'stop.episodes', 5);
    expect(valueAt(next, 'stop.episodes')).toBe(5);
    expect(valueAt(draft, 'stop.episodes')).toBe(100);
    expect(valueAt(next, 'stop.children')).toBeNull();
    expect(valueAt(next, 'stop.nothing.at')).toBeUndefined();
  });

  it.each([
    ['seed', -1, 'At least 0.'],
    ['seed', 1.5, 'A whole number, please.'],
    ['seed', Number.NaN, 'A number, please.'],
    ['stop.episodes', 2_000_000, 'At most 1,000,000.'],
    ['reward.targetMs', 0, 'More than 0.'],
    ['title', '', 'It cannot be empty.'],
    ['estimator.table', 'Not A Table', 'Only small letters, digits and hyphens.'],
  ])('says of %s = %s: %s', (path, value, sentence) => {
    expect(faultsOf(withValue(draft, path, value)).get(path)).toBe(sentence);
  });

  it('finds what was changed, whatever the order of keys and whoever made the lists', () => {
    const before: Draft = { ...fig5(1), strategy: completeStrategy(fig5(1).strategy) };
    const again: Draft = runConfigSchema.parse(before);
    expect(JSON.stringify(again)).not.toBe(JSON.stringify(before));
    expect(changedPaths(again, before)).toEqual([]);
    expect(changedPaths(withValue(again, 'strategy.faults', ['first-head']), before)).toEqual(['strategy.faults']);
    expect(changedPaths(withValue(again, 'strategy.clip', Number.NaN), before)).toEqual(['strategy.clip']);
    expect(changedPaths(withValue(again, 'strategy.gradientClip', 5), before)).toEqual(['strategy.gradientClip']);
  });

  it('sets what may be left out to its standard, and leaves it out again', () => {
    const training = { ...TRAIN_DEFAULTS };
    const before = withValue(draft, 'estimator', training);
    const optional = fields.filter(({ path }) => leafAt(before, path)?.isOptional).map(({ path }) => path);
    expect(optional.sort()).toEqual(
      ['augmentation', 'learningRateSchedule', 'optimiser', 'weightDecay'].map((key) => `estimator.${key}`),
    );
    const set = optional.reduce((held, path) => {
      const leaf = leafAt(held, path);
      return leaf === null ? held : withValue(held, path, standardOf(leaf));
    }, before);
    expect(faultsOf(set).size).toBe(0);
    expect(changedPaths(set, before).toSorted()).toEqual(optional);
    // The standards are what a training does without them.
    const profile = profileById('teach');
    const { normalise } = profile.training;
    const parsed = runConfigSchema.parse(set).estimator;
    if (parsed.id !== 'train') throw new Error('the estimator has changed its kind');
    expect(childOptions(parsed, profile, normalise)).toEqual(childOptions(training, profile, normalise));
    expect(optional.reduce((held, path) => withValue(held, path, undefined), set)).toEqual(before);
  });

  it('finds no fault in a valid configuration', () => {
    expect(faultsOf(draft).size).toBe(0);
  });
});
